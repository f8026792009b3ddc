CREATE TABLE registry.practice_submission (
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    client TEXT NOT NULL,
    content JSONB NOT NULL,
    submitted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    decision TEXT,
    reason TEXT,
    decided_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_practice_submission PRIMARY KEY (id),
    CONSTRAINT ck_practice_submission_decision CHECK (decision IN ('promising', 'declined')),
    CONSTRAINT ck_practice_submission_decided CHECK ((decision IS NULL) = (decided_at IS NULL))
)
---
CREATE INDEX ix_practice_submission_client ON registry.practice_submission (client, id)
---
CREATE UNIQUE INDEX ix_practice_submission_open ON registry.practice_submission (code) WHERE decision IS NULL
---
CREATE TABLE registry.practice (
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    source TEXT NOT NULL,
    as_of DATE NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    actor TEXT,
    states TEXT[] NOT NULL,
    since DATE,
    themes TEXT[] NOT NULL,
    goals TEXT[] NOT NULL,
    evidence TEXT[] NOT NULL,
    markers TEXT[] NOT NULL,
    commitment_kind TEXT NOT NULL,
    horizon TEXT NOT NULL,
    adoptions INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT pk_practice PRIMARY KEY (id),
    CONSTRAINT ck_practice_kind CHECK (kind IN ('practice', 'recommendation')),
    CONSTRAINT ck_practice_commitment_kind CHECK (commitment_kind IN ('policy', 'process', 'financial', 'human_resources')),
    CONSTRAINT ck_practice_horizon CHECK (horizon IN ('short', 'medium', 'long')),
    CONSTRAINT uq_practice_code UNIQUE (code),
    CONSTRAINT fk_practice_actor FOREIGN KEY(actor) REFERENCES registry.actor (code)
)
---
CREATE INDEX ix_practice_actor ON registry.practice (actor)
---
CREATE INDEX ix_practice_adoptions ON registry.practice (adoptions, code)
---
CREATE INDEX ix_practice_goals ON registry.practice USING gin (goals)
---
CREATE INDEX ix_practice_markers ON registry.practice USING gin (markers)
---
CREATE INDEX ix_practice_states ON registry.practice USING gin (states)
---
CREATE INDEX ix_practice_themes ON registry.practice USING gin (themes)
---
CREATE INDEX ix_practice_title ON registry.practice (title, code)
---
CREATE TABLE registry.practice_adoption (
    practice TEXT NOT NULL,
    party TEXT NOT NULL,
    title TEXT NOT NULL,
    adopted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_practice_adoption PRIMARY KEY (practice, party),
    CONSTRAINT fk_practice_adoption_practice FOREIGN KEY(practice) REFERENCES registry.practice (code),
    CONSTRAINT fk_practice_adoption_party FOREIGN KEY(party) REFERENCES registry.actor (code)
)
---
CREATE INDEX ix_practice_adoption_party ON registry.practice_adoption (party)
