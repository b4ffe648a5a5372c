import type { SqlWords } from './0001-first-schema.ts'

/**
 * Log-ins, sessions, second factors, API keys, one-time links and the audit trail. Column comments are in the `*-tables.ts`
 * files. The first six tables are what better-auth 1.7 expects, generated once: a test compares them with what it expects now.
 */
export const peopleSchema = (words: SqlWords): readonly string[] => [...betterAuthTables(words), ...ourTables(words)]

const betterAuthTables = ({ int, flag, date, end }: SqlWords): readonly string[] => [
  `create table person (id text not null primary key, name text not null, email text not null unique,
     email_verified ${flag} not null, image text, created_at ${date} not null, updated_at ${date} not null,
     two_factor_enabled ${flag}, role text not null, malls text not null, language text, blocked_at ${int},
     last_login_at ${int}, password_set_at ${int})${end}`,
  `create table person_session (id text not null primary key, expires_at ${date} not null, token text not null unique,
     created_at ${date} not null, updated_at ${date} not null, ip_address text, user_agent text,
     person_id text not null references person (id) on delete cascade, begun_at ${int} not null, used_at ${int} not null,
     password_at ${int} not null)${end}`,
  `create index person_session_person_id_idx on person_session (person_id)`,
  `create table person_login (id text not null primary key, account_id text not null, provider_id text not null,
     person_id text not null references person (id) on delete cascade, access_token text, refresh_token text, id_token text,
     access_token_expires_at ${date}, refresh_token_expires_at ${date}, scope text, password text,
     created_at ${date} not null, updated_at ${date} not null)${end}`,
  `create index person_login_person_id_idx on person_login (person_id)`,
  `create table person_challenge (id text not null primary key, identifier text not null, value text not null,
     expires_at ${date} not null, created_at ${date} not null, updated_at ${date} not null)${end}`,
  `create index person_challenge_identifier_idx on person_challenge (identifier)`,
  `create table person_second_factor (id text not null primary key, secret text not null, backup_codes text not null,
     person_id text not null references person (id) on delete cascade, verified ${flag},
     failed_verification_count ${int}, locked_until ${date}, used_step ${int})${end}`,
  `create index person_second_factor_secret_idx on person_second_factor (secret)`,
  `create index person_second_factor_person_id_idx on person_second_factor (person_id)`,
  `create table person_rate_limit (id text not null primary key, key text not null unique, count ${int} not null,
     last_request ${int} not null)${end}`,
]

const ourTables = ({ id, int, end }: SqlWords): readonly string[] => [
  `create table person_password (id ${id}, person_id text not null references person (id) on delete cascade,
     hash text not null, set_at ${int} not null)${end}`,
  `create index person_password_person on person_password (person_id, id)`,
  `create table login_delay (account text not null primary key, failures ${int} not null, next_at ${int} not null)${end}`,
  `create index login_delay_next on login_delay (next_at)`,
  `create table person_link (hash text not null primary key, kind text not null,
     person_id text references person (id) on delete cascade, role text not null, malls text not null,
     made_by text not null, made_at ${int} not null, expires_at ${int} not null, used_at ${int})${end}`,
  `create table api_key (id text not null primary key, name text not null, hash text not null unique, role text not null,
     malls text not null, person_id text not null references person (id) on delete cascade, created_at ${int} not null,
     expires_at ${int} not null, used_at ${int}, revoked_at ${int})${end}`,
  `create index api_key_person on api_key (person_id)`,
  `create table audit_trail (id ${id}, at ${int} not null, actor_kind text not null, actor_id text, role text,
     deed text not null, object text not null, mall text, before text, after text, address text,
     request_id text)${end}`,
  `create index audit_trail_at on audit_trail (at)`,
  `create index audit_trail_object on audit_trail (object, id)`,
  `create index audit_trail_actor on audit_trail (actor_id, id)`,
  `create table audit_trail_cut (until ${int} not null)${end}`,
  ...(end === ' strict' ? sqliteTriggers : postgresTriggers),
]

/** All but the address, which is cut sooner than the rest. */
const auditTrailColumns = 'id at actor_kind actor_id role deed object mall before after request_id'.split(' ')

const sqliteTriggers: readonly string[] = [
  `create trigger audit_trail_no_update before update on audit_trail
     when new.address is not null or not exists (select 1 from audit_trail_cut where old.at < until)
       or ${auditTrailColumns.map(column => `new.${column} is not old.${column}`).join(' or ')}
     begin select raise(abort, 'the audit trail is append-only'); end`,
  `create trigger audit_trail_no_delete before delete on audit_trail
     when not exists (select 1 from audit_trail_cut where old.at < until)
     begin select raise(abort, 'the audit trail is append-only'); end`,
]

const postgresTriggers: readonly string[] = [
  `create function audit_trail_refuse() returns trigger language plpgsql as $$
     begin
       if exists (select 1 from audit_trail_cut where old.at < until) then
         if tg_op = 'DELETE' then return old; end if;
         if new.address is null and to_jsonb(new) - 'address' = to_jsonb(old) - 'address' then return new; end if;
       end if;
       raise exception 'the audit trail is append-only';
     end $$`,
  `create trigger audit_trail_append_only before update or delete on audit_trail
     for each row execute function audit_trail_refuse()`,
]
