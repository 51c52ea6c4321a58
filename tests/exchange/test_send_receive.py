"""The line from prepare to receipt, as officers see it."""

from exchange import outgoing, peers


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


def test_a_package_that_comes_before_the_telephone_call_waits_for_it(strangers):
    gt, _hn, sv = strangers
    peers.add(gt.beto, peers.own_card(sv.beto), str(sv.inbox.folder))
    peers.add(sv.beto, peers.own_card(gt.beto), str(gt.inbox.folder))
    words = " ".join(peers.pair_words(gt.beto, "SV"))
    peers.confirm(gt.beto, "SV", words)
    gt.send("SV")
    for _again in range(2):
        before = sv.rows()
        (waiting,) = sv.receive()
        assert (waiting.verdict, waiting.code) == ("held", "peer-not-confirmed")
        assert waiting.why.startswith("El remitente no está confirmado. Espera en el buzón.")
        assert sv.rows() == before
    peers.confirm(sv.beto, "GT", words)
    (received,) = sv.receive()
    assert (received.verdict, received.country) == ("accepted", "GT")
    assert sv.receive() == ()
