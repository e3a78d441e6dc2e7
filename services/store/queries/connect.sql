-- What a service asks before it begins.

-- name: powers_of_this_role
SELECT r.rolsuper, r.rolbypassrls, r.rolcreaterole,
       EXISTS (SELECT 1 FROM pg_namespace n WHERE n.nspname = 'trygghet' AND pg_has_role(r.oid, n.nspowner, 'MEMBER'))
FROM pg_roles r WHERE r.rolname = current_user;

-- name: schema_version
SELECT version_num FROM trygghet.schema_version;

-- name: folded
SELECT fold_version, rules_version FROM trygghet.folded;
