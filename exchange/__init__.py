"""What travels between nodes: packages, peers, mailboxes, receipts, the regional tables."""
