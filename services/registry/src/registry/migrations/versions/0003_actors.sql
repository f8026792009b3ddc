ALTER TABLE registry.grouping DROP CONSTRAINT ck_grouping_kind
---
ALTER TABLE registry.grouping ADD CONSTRAINT ck_grouping_kind CHECK (kind IN ('regional_commission', 'm49_region', 'un_group', 'regional_organisation'))
---
ALTER TABLE registry.actor DROP CONSTRAINT ck_actor_kind
---
ALTER TABLE registry.actor ADD CONSTRAINT ck_actor_kind CHECK (kind IN ('state', 'un_entity', 'intergovernmental_organisation', 'regional_organisation', 'national_authority', 'subnational_authority', 'local_authority', 'civil_society', 'migrants_group', 'private_sector', 'academia', 'parliament', 'human_rights_institution', 'philanthropy'))
