"""The gap analysis: which themes no rule covers, and which rules few States have taken up or implement.

It is made of *parts*, one for each theme and instrument. Changes below *mark* parts; a timer computes those
anew, and a *version* is published when a part is different.
"""
