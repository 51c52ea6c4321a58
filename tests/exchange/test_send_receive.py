"""The line from prepare to receipt, as officers see it."""

from exchange import outgoing


def test_a_package_is_received_and_its_receipt_comes_back(gt, sv):
    package = gt.send("SV")
    assert [out.deliveries[0].state for out in outgoing.everything(gt.beto)] == ["sent"]
    (received,) = sv.receive()
    assert (received.verdict, received.country, received.package) == ("accepted", "GT", package)
    assert received.cells == 12
    assert sv.inbox.names() == []
    (answer,) = gt.receive()
    assert (answer.verdict, answer.code, answer.package) == ("answer", None, package)
    assert [out.deliveries[0].state for out in outgoing.everything(gt.beto)] == ["accepted"]
