"""How good the analysis is: annotated articles -> figures, floors, and what goes wrong.

    data folder, own samples -> gold (gold, samples) ─┐
    analyser -> Analysis -> Marks ────────────────────┴> pairing -> figures -> tables, gate
                                                                └> faults -> listing, listing_page

The scorer of quotations is our own and gives the figures of the public one; see quotation_figures.
"""
