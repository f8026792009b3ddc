CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public
---
CREATE TABLE registry.accreditation (
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    client TEXT NOT NULL,
    actor TEXT NOT NULL,
    name TEXT,
    kind TEXT,
    statement TEXT NOT NULL,
    contact TEXT NOT NULL,
    since DATE,
    until DATE,
    CONSTRAINT pk_accreditation PRIMARY KEY (id),
    CONSTRAINT ck_accreditation_kind CHECK (kind IN ('civil_society', 'migrants_group', 'private_sector', 'academia', 'local_authority', 'subnational_authority', 'parliament', 'human_rights_institution', 'philanthropy')),
    CONSTRAINT ck_accreditation_organisation CHECK ((name IS NULL) = (kind IS NULL)),
    CONSTRAINT ck_accreditation_term CHECK (until >= since),
    CONSTRAINT uq_accreditation_code UNIQUE (code)
)
---
CREATE INDEX ix_accreditation_actor ON registry.accreditation (actor, code)
---
CREATE INDEX ix_accreditation_client ON registry.accreditation (client, since)
---
CREATE TABLE registry.accreditation_step (
    accreditation_id UUID NOT NULL,
    step TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    client TEXT NOT NULL,
    outcome TEXT,
    reason TEXT,
    CONSTRAINT pk_accreditation_step PRIMARY KEY (accreditation_id, step),
    CONSTRAINT ck_accreditation_step_step CHECK (step IN ('applied', 'review_begun', 'decided', 'appealed', 'appeal_decided', 'ended')),
    CONSTRAINT ck_accreditation_step_outcome CHECK (outcome IN ('accepted', 'declined')),
    CONSTRAINT fk_accreditation_step_accreditation_id FOREIGN KEY(accreditation_id) REFERENCES registry.accreditation (id)
)
---
CREATE TABLE registry.role_assignment (
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    source TEXT NOT NULL,
    as_of DATE NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    body TEXT NOT NULL,
    since DATE,
    until DATE,
    CONSTRAINT pk_role_assignment PRIMARY KEY (id),
    CONSTRAINT ck_role_assignment_role CHECK (role IN ('lead_organisation', 'coordination_group', 'executive_committee', 'focal_point', 'chair')),
    CONSTRAINT ck_role_assignment_term CHECK (until > since),
    CONSTRAINT ex_role_assignment_term EXCLUDE USING gist (body WITH =, role WITH =, actor WITH =, daterange(since, until) WITH &&) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ex_role_assignment_single EXCLUDE USING gist (body WITH =, role WITH =, daterange(since, until) WITH &&) WHERE (role IN ('lead_organisation', 'chair')) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT uq_role_assignment_code UNIQUE (code),
    CONSTRAINT fk_role_assignment_actor FOREIGN KEY(actor) REFERENCES registry.actor (code)
)
---
CREATE INDEX ix_role_assignment_actor ON registry.role_assignment (actor)
---
CREATE INDEX ix_role_assignment_body ON registry.role_assignment (body, code)
---
CREATE INDEX ix_role_assignment_since ON registry.role_assignment (COALESCE(since, '9999-12-31'::date), code)
