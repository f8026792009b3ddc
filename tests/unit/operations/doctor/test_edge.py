from operations.doctor import edge, things


def test_an_edge_that_reaches_the_gateway_is_fine() -> None:
    examined = edge.judge("edge:8443", None)
    assert (examined.findings, examined.fine) == ((), "it reaches the gateway")


def test_an_edge_without_a_gateway_follows_from_the_gateway() -> None:
    [found] = edge.judge("edge:8443", "it answers 502 for the gateway").findings
    assert "502" in found.what
    assert things.process("gateway") in found.follows_from


def test_where_somebody_elses_proxy_stands_nothing_is_looked_at() -> None:
    examined = edge.judge("", "whatever")
    assert (examined.findings, examined.fine) == ((), None)


async def test_an_edge_that_nobody_runs_is_described_by_its_fault() -> None:
    assert await edge.look("127.0.0.1:9") is not None
