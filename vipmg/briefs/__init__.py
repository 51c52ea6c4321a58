"""Briefs: what a release says to people who decide, its charts, and its pages.

    protected tables -> compose -> Brief -> pdf, html, workbook

Only protected tables come in, this node's or those that other countries sent, so nothing hidden
can be written, drawn or implied further down.
"""
