CREATE TABLE registry.definition (
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    source TEXT NOT NULL,
    as_of DATE NOT NULL,
    term TEXT NOT NULL,
    text TEXT NOT NULL,
    language TEXT NOT NULL,
    valid_from DATE,
    valid_until DATE,
    supersedes TEXT,
    CONSTRAINT pk_definition PRIMARY KEY (id),
    CONSTRAINT ck_definition_validity CHECK (valid_until >= valid_from),
    CONSTRAINT uq_definition_code UNIQUE (code),
    CONSTRAINT uq_definition_supersedes UNIQUE (supersedes),
    CONSTRAINT fk_definition_supersedes FOREIGN KEY(supersedes) REFERENCES registry.definition (code)
)
---
CREATE INDEX ix_definition_term ON registry.definition (term, code)
---
CREATE TABLE registry.revision (
    noun TEXT NOT NULL,
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    superseded_at TIMESTAMP WITH TIME ZONE DEFAULT 'infinity' NOT NULL,
    recorded_by TEXT,
    document JSONB NOT NULL,
    CONSTRAINT pk_revision PRIMARY KEY (noun, id, version)
)
---
CREATE INDEX ix_revision_code ON registry.revision (noun, code, recorded_at)
---
CREATE TABLE registry.theme (
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    source TEXT NOT NULL,
    as_of DATE NOT NULL,
    name TEXT NOT NULL,
    names JSONB NOT NULL,
    description TEXT,
    parent TEXT,
    goals TEXT[] NOT NULL,
    sdg_targets TEXT[] NOT NULL,
    CONSTRAINT pk_theme PRIMARY KEY (id),
    CONSTRAINT uq_theme_code UNIQUE (code),
    CONSTRAINT fk_theme_parent FOREIGN KEY(parent) REFERENCES registry.theme (code)
)
---
CREATE INDEX ix_theme_goals ON registry.theme USING gin (goals)
---
CREATE INDEX ix_theme_parent ON registry.theme (parent)
---
CREATE INDEX ix_theme_sdg_targets ON registry.theme USING gin (sdg_targets)
---
CREATE TABLE registry.instrument (
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    source TEXT NOT NULL,
    as_of DATE NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    titles JSONB NOT NULL,
    short_name TEXT,
    themes TEXT[] NOT NULL,
    parent TEXT,
    grouping TEXT,
    adopted DATE,
    in_force DATE,
    depositary TEXT,
    link TEXT,
    participations_as_of DATE,
    CONSTRAINT pk_instrument PRIMARY KEY (id),
    CONSTRAINT ck_instrument_kind CHECK (kind IN ('treaty', 'protocol', 'declaration', 'resolution', 'compact', 'guideline', 'recommendation')),
    CONSTRAINT ck_instrument_in_force CHECK (in_force >= adopted),
    CONSTRAINT ck_instrument_parent CHECK (parent <> code),
    CONSTRAINT uq_instrument_code UNIQUE (code),
    CONSTRAINT fk_instrument_parent FOREIGN KEY(parent) REFERENCES registry.instrument (code),
    CONSTRAINT fk_instrument_grouping FOREIGN KEY(grouping) REFERENCES registry.grouping (code)
)
---
CREATE INDEX ix_instrument_adopted ON registry.instrument (COALESCE(adopted, '9999-12-31'::date), code)
---
CREATE INDEX ix_instrument_grouping ON registry.instrument (grouping)
---
CREATE INDEX ix_instrument_parent ON registry.instrument (parent)
---
CREATE INDEX ix_instrument_themes ON registry.instrument USING gin (themes)
---
CREATE INDEX ix_instrument_title ON registry.instrument (title, code)
---
CREATE TABLE registry.process (
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    source TEXT NOT NULL,
    as_of DATE NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    names JSONB NOT NULL,
    mandate TEXT,
    themes TEXT[] NOT NULL,
    founded SMALLINT,
    grouping TEXT,
    members TEXT[] NOT NULL,
    observers TEXT[] NOT NULL,
    secretariat TEXT,
    status TEXT NOT NULL,
    link TEXT,
    CONSTRAINT pk_process PRIMARY KEY (id),
    CONSTRAINT ck_process_kind CHECK (kind IN ('regional', 'interregional', 'global')),
    CONSTRAINT ck_process_status CHECK (status IN ('active', 'dormant', 'concluded')),
    CONSTRAINT uq_process_code UNIQUE (code),
    CONSTRAINT fk_process_grouping FOREIGN KEY(grouping) REFERENCES registry.grouping (code)
)
---
CREATE INDEX ix_process_grouping ON registry.process (grouping)
---
CREATE INDEX ix_process_members ON registry.process USING gin (members)
---
CREATE INDEX ix_process_name ON registry.process (name, code)
---
CREATE INDEX ix_process_themes ON registry.process USING gin (themes)
---
CREATE TABLE registry.agreement (
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    source TEXT NOT NULL,
    as_of DATE NOT NULL,
    process TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    adopted DATE,
    themes TEXT[] NOT NULL,
    summary TEXT,
    link TEXT,
    CONSTRAINT pk_agreement PRIMARY KEY (id),
    CONSTRAINT ck_agreement_kind CHECK (kind IN ('understanding', 'agreement', 'agenda_for_cooperation', 'declaration', 'action_plan')),
    CONSTRAINT uq_agreement_code UNIQUE (code),
    CONSTRAINT fk_agreement_process FOREIGN KEY(process) REFERENCES registry.process (code)
)
---
CREATE INDEX ix_agreement_adopted ON registry.agreement (COALESCE(adopted, '9999-12-31'::date), code)
---
CREATE INDEX ix_agreement_process ON registry.agreement (process)
---
CREATE INDEX ix_agreement_themes ON registry.agreement USING gin (themes)
---
CREATE TABLE registry.measure (
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    source TEXT NOT NULL,
    as_of DATE NOT NULL,
    state TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    themes TEXT[] NOT NULL,
    adopted DATE,
    in_force DATE,
    status TEXT NOT NULL,
    status_on DATE,
    link TEXT,
    CONSTRAINT pk_measure PRIMARY KEY (id),
    CONSTRAINT ck_measure_kind CHECK (kind IN ('legislation', 'policy', 'programme')),
    CONSTRAINT ck_measure_status CHECK (status IN ('in_force', 'amended', 'repealed')),
    CONSTRAINT ck_measure_in_force CHECK (in_force >= adopted),
    CONSTRAINT ck_measure_status_on CHECK ((status = 'in_force') = (status_on IS NULL)),
    CONSTRAINT ck_measure_status_order CHECK (status_on >= adopted),
    CONSTRAINT uq_measure_code UNIQUE (code),
    CONSTRAINT fk_measure_state FOREIGN KEY(state) REFERENCES registry.actor (code)
)
---
CREATE INDEX ix_measure_adopted ON registry.measure (COALESCE(adopted, '9999-12-31'::date), code)
---
CREATE INDEX ix_measure_state ON registry.measure (state)
---
CREATE INDEX ix_measure_themes ON registry.measure USING gin (themes)
---
CREATE TABLE registry.participation (
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    source TEXT NOT NULL,
    as_of DATE NOT NULL,
    instrument TEXT NOT NULL,
    state TEXT NOT NULL,
    action TEXT NOT NULL,
    date DATE NOT NULL,
    in_force DATE,
    note TEXT,
    CONSTRAINT pk_participation PRIMARY KEY (id),
    CONSTRAINT ck_participation_action CHECK (action IN ('signature', 'ratification', 'accession', 'succession', 'acceptance', 'reservation', 'reservation_withdrawal', 'objection', 'withdrawal')),
    CONSTRAINT ck_participation_in_force CHECK (in_force >= date OR action = 'succession'),
    CONSTRAINT uq_participation_code UNIQUE (code),
    CONSTRAINT fk_participation_instrument FOREIGN KEY(instrument) REFERENCES registry.instrument (code),
    CONSTRAINT fk_participation_state FOREIGN KEY(state) REFERENCES registry.actor (code)
)
---
CREATE INDEX ix_participation_date ON registry.participation (date, code)
---
CREATE INDEX ix_participation_instrument ON registry.participation (instrument, state, date)
---
CREATE INDEX ix_participation_list ON registry.participation (instrument, code)
---
CREATE INDEX ix_participation_newest ON registry.participation (state, date, code)
---
CREATE INDEX ix_participation_state ON registry.participation (state, code)
---
CREATE TABLE registry.participant (
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_participant PRIMARY KEY (state)
)
---
CREATE TABLE registry.programme_item (
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    source TEXT NOT NULL,
    as_of DATE NOT NULL,
    process TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    framework TEXT,
    themes TEXT[] NOT NULL,
    planned_on DATE,
    held_on DATE,
    states TEXT[] NOT NULL,
    summary TEXT,
    link TEXT,
    CONSTRAINT pk_programme_item PRIMARY KEY (id),
    CONSTRAINT ck_programme_item_kind CHECK (kind IN ('meeting', 'workshop', 'study', 'regional_review', 'forum')),
    CONSTRAINT uq_programme_item_code UNIQUE (code),
    CONSTRAINT fk_programme_item_process FOREIGN KEY(process) REFERENCES registry.process (code)
)
---
CREATE INDEX ix_programme_item_framework ON registry.programme_item (framework, held_on)
---
CREATE INDEX ix_programme_item_planned_on ON registry.programme_item (COALESCE(planned_on, '9999-12-31'::date), code)
---
CREATE INDEX ix_programme_item_process ON registry.programme_item (process)
---
CREATE TABLE registry.provision (
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    source TEXT NOT NULL,
    as_of DATE NOT NULL,
    instrument TEXT NOT NULL,
    article TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    themes TEXT[] NOT NULL,
    applied_by TEXT[] NOT NULL,
    CONSTRAINT pk_provision PRIMARY KEY (id),
    CONSTRAINT uq_provision_code UNIQUE (code),
    CONSTRAINT fk_provision_instrument FOREIGN KEY(instrument) REFERENCES registry.instrument (code)
)
---
CREATE INDEX ix_provision_instrument ON registry.provision (instrument)
---
CREATE INDEX ix_provision_themes ON registry.provision USING gin (themes)
