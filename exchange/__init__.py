"""Figures between countries: nobody forges, reads, replays or loses a package.

`peers` says who the others are, `agreements` what may be sent to whom. `send` prepares a
package, has another officer approve it and delivers it; `mailbox` is where sealed files wait
and is never trusted; `receive` opens, verifies, checks, keeps in one transaction and answers
with a signed receipt. `compilation` and `mirror` make the region's tables from everybody's.
"""
