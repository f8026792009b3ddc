"""The tables of agendas: what is received as versions, counts, rule sets, assemblies and versions."""
