-- The owner of the record and its database: once, as superuser, with psql -v password=...
-- CREATEROLE is for the roles of the services, which `trygghet migrate` makes; it is no superuser.
CREATE ROLE trygghet_owner LOGIN CREATEROLE NOSUPERUSER NOBYPASSRLS NOREPLICATION PASSWORD :'password';
CREATE DATABASE trygghet OWNER trygghet_owner TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C';
REVOKE TEMPORARY ON DATABASE trygghet FROM PUBLIC;
\connect trygghet
REVOKE ALL ON SCHEMA public FROM PUBLIC;
