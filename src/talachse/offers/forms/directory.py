"""Input of the directory."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from talachse.ui.charts import DISTRICTS

THEMES = {
    "meeting": _("Treffpunkt und Freizeit"),
    "advice": _("Beratung und Hilfe"),
    "school": _("Schule und Lernen"),
    "work": _("Ausbildung und Arbeit"),
    "housing": _("Wohnen und Schutz"),
    "health": _("Gesundheit"),
    "arrival": _("Ankommen in Deutschland"),
}
DISTRICT_CHOICES = [("", _("ganz Wuppertal")), *((str(key), name) for key, (name, _x, _y) in DISTRICTS.items())]


class SearchForm(forms.Form):
    """Words, theme, district."""

    q = forms.CharField(label=_("Was suchst du?"), max_length=100, required=False)
    thema = forms.ChoiceField(label=_("Thema"), choices=[("", _("alle Themen")), *THEMES.items()], required=False)
    bezirk = forms.ChoiceField(label=_("Stadtbezirk"), choices=DISTRICT_CHOICES, required=False)

    def district(self) -> int | None:
        """The chosen district; only after validation."""
        chosen: str = self.cleaned_data["bezirk"]
        return int(chosen) if chosen else None
