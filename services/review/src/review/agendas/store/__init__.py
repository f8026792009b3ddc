"""All SQL of agendas: what is received, the record as of a cut, rule sets, assemblies and versions."""
