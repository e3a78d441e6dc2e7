"""What the embedded PostgreSQL is told: keep what was committed, be small, and never write a value into a log."""

CONFIGURATION = """\
# Written anew at every start by services/store/configuration.py; changes made here are lost.
# Only over the socket: no port, nothing to reach from outside.
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 100
# A batch locks by report number and person, two for each row of an extract.
max_locks_per_transaction = 256

# Promises: what is committed is on the disk.
fsync = {durable}
synchronous_commit = {durable}
full_page_writes = {durable}
wal_level = replica
max_wal_size = 1GB
min_wal_size = 160MB
checkpoint_timeout = 10min
checkpoint_completion_target = 0.9

# Two cores and a small machine.
shared_buffers = 128MB
max_worker_processes = 4
max_parallel_workers_per_gather = 0
autovacuum_max_workers = 2
io_method = sync
jit = off

# The server's own log may never hold a value: DETAIL, CONTEXT and STATEMENT are off, and so is the message of an error
# in a session, which quotes what it could not read. The client gets all of it.
log_destination = 'stderr'
logging_collector = off
log_line_prefix = '%m [%p] '
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
log_statement = none
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_min_duration_statement = -1
log_min_duration_sample = -1
log_duration = off
log_lock_waits = off
log_autovacuum_min_duration = -1
log_temp_files = -1
log_checkpoints = off
debug_print_parse = off
debug_print_rewritten = off
debug_print_plan = off

timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, ymd'
lc_messages = 'C'
password_encryption = 'scram-sha-256'
"""
