"""What is asked of the federal rules, and what is given to them."""

from __future__ import annotations

# GETTSIM's nodes that come as columns out of our rules or out of a letter the household has.
GIVEN = frozenset(
    {
        "fg_id",
        "bg_id",
        "eg_id",
        "wthh_id",
        "kindergeld__gleiche_fg_wie_empfänger",
        "bürgergeld__kosten_der_unterkunft_m",
        "bürgergeld__vermögensfreibetrag_bg",
        "grundsicherung__im_alter__vermögensfreibetrag_eg",
        "sozialversicherung__rente__altersrente__hat_regelaltersgrenze_erreicht",
        "sozialversicherung__rente__altersrente__betrag_m",
        "sozialversicherung__rente__erwerbsminderung__betrag_m",
        "sozialversicherung__arbeitslosen__betrag_m",
        "elterngeld__betrag_m",
        "elterngeld__anrechenbarer_betrag_m",
    }
)
TARGETS = (
    "kindergeld__betrag_m",
    "unterhaltsvorschuss__betrag_m",
    "bürgergeld__anspruchshöhe_m",
    "bürgergeld__regelbedarf_m",
    "bürgergeld__regelsatz_m",
    "bürgergeld__mehrbedarfsanteil_alleinerziehend",
    "bürgergeld__erwachsenensatz_m",
    "bürgergeld__nettoeinkommen_vor_abzug_freibetrag_m",
    "bürgergeld__nettoeinkommen_nach_abzug_freibetrag_m",
    "bürgergeld__anrechnungsfreies_einkommen_m",
    "bürgergeld__kindergeld_zur_bedarfsdeckung_m",
    "bürgergeld__kindergeldübertrag_m",
    "bürgergeld__anzurechnendes_einkommen_m",
    "wohngeld__anspruchshöhe_m_wthh",
    "wohngeld__basisbetrag_m_wthh",
    "wohngeld__einkommen_m_wthh",
    "wohngeld__miete_m_wthh",
    "wohngeld__mindesteinkommen_erreicht_wthh",
    "wohngeld__vermögensgrenze_unterschritten_wthh",
    "kinderzuschlag__anspruchshöhe_m_bg",
    "kinderzuschlag__basisbetrag_kind_m",
    "kinderzuschlag__bruttoeinkommen_eltern_m_bg",
    "kinderzuschlag__mindestbruttoeinkommen_m_bg",
    "kinderzuschlag__erwachsenenbedarf_m_bg",
    "kinderzuschlag__nettoeinkommen_eltern_m_bg",
    "kinderzuschlag__anzurechnendes_einkommen_eltern_m_bg",
    "grundsicherung__im_alter__anspruchshöhe_m",
    "grundsicherung__im_alter__bedarf_m",
    "grundsicherung__im_alter__einkommen_m",
    "einkommensteuer__betrag_m_sn",
    "solidaritätszuschlag__betrag_m_sn",
    "familie__anzahl_personen_sn",
    "sozialversicherung__beiträge_versicherter_m",
)
