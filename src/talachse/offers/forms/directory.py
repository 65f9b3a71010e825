"""Input of the search and of an entry."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from talachse.offers.queries.directory import Criteria, plain
from talachse.offers.vocabulary import LANGUAGES, PILLARS, SITUATIONS, THEMES
from talachse.ui.charts import DISTRICTS

DISTRICT_CHOICES = [("", _("ganz Wuppertal")), *((str(key), name) for key, (name, _x, _y) in DISTRICTS.items())]
REACH_CHOICES = [("", _("überall, Nahes zuerst")), ("0", _("nur dort")), ("1", _("dort und in den Nachbarbezirken"))]
ANY = ("", _("egal"))


class _Unchanged(dict[str, forms.Field]):
    """Fields that no form changes: all forms share them, where Django copies every one of them for every page."""

    def __deepcopy__(self, memo: object) -> _Unchanged:
        return self


class SearchForm(forms.Form):
    """What somebody looks for; the names stand in the address and stay."""

    q = forms.CharField(label=_("Was suchen Sie?"), max_length=100, required=False)
    lebenslage = forms.ChoiceField(
        label=_("Lebenslage"), choices=[ANY, *((s.key, s.label) for s in SITUATIONS.values())], required=False
    )
    thema = forms.ChoiceField(label=_("Thema"), choices=[("", _("alle Themen")), *THEMES.items()], required=False)
    bezirk = forms.ChoiceField(label=_("Wo?"), choices=DISTRICT_CHOICES, required=False)
    umkreis = forms.ChoiceField(label=_("Wie weit?"), choices=REACH_CHOICES, required=False)
    alter = forms.IntegerField(label=_("Alter in Jahren"), min_value=0, max_value=120, required=False)
    schuljahr = forms.IntegerField(label=_("Schuljahr (Klasse)"), min_value=1, max_value=13, required=False)
    fuer = forms.ChoiceField(
        label=_("Für wen?"),
        choices=[
            ("", _("alle")),
            ("f", _("Frauen und Mädchen")),
            ("m", _("Männer und Jungen")),
            ("q", _("queere Menschen")),
        ],
        required=False,
    )
    sprache = forms.ChoiceField(label=_("Sprache"), choices=[ANY, *LANGUAGES.items()], required=False)
    pflegegrad = forms.IntegerField(label=_("Pflegegrad"), min_value=1, max_value=5, required=False)
    saeule = forms.ChoiceField(label=_("Zentrum Zukunft"), choices=[ANY, *PILLARS.items()], required=False)
    offen = forms.BooleanField(label=_("jetzt geöffnet"), required=False)
    hingehen = forms.BooleanField(label=_("ohne Termin"), required=False)
    kostenlos = forms.BooleanField(label=_("kostenlos"), required=False)
    but = forms.BooleanField(label=_("mit Bildung und Teilhabe bezahlbar"), required=False)
    stufenlos = forms.BooleanField(label=_("ohne Stufen"), required=False)
    online = forms.BooleanField(label=_("auch am Telefon oder online"), required=False)
    frei = forms.BooleanField(label=_("freie Plätze"), required=False)

    FURTHER = [
        "umkreis",
        "alter",
        "schuljahr",
        "fuer",
        "sprache",
        "thema",
        "pflegegrad",
        "saeule",
        "offen",
        "hingehen",
        "kostenlos",
        "but",
        "stufenlos",
        "online",
        "frei",
    ]
    # Name in the address → name of the criterion.
    CRITERIA = {
        "lebenslage": "situation",
        "thema": "theme",
        "fuer": "gender",
        "sprache": "language",
        "alter": "age",
        "schuljahr": "school_year",
        "pflegegrad": "care_level",
        "saeule": "pillar",
        "hingehen": "walk_in",
        "kostenlos": "free",
        "but": "but",
        "stufenlos": "barrier_free",
        "online": "remote",
        "frei": "free_places",
    }

    def criteria(self) -> Criteria:
        """What was chosen; fields with a wrong value do not count. Only after validation."""
        data = self.cleaned_data
        chosen: dict[str, Any] = {
            name: data[field] for field, name in self.CRITERIA.items() if data.get(field) not in (None, "", False)
        }
        district, reach = data.get("bezirk"), data.get("umkreis")
        return Criteria(
            words=plain(data.get("q") or ""),
            district=int(district) if district else None,
            reach=int(reach) if reach else None,
            open_at=timezone.localtime().replace(tzinfo=None) if data.get("offen") else None,
            **chosen,
        )

    def field_of(self, criterion: str) -> str:
        """The name in the address that stands for a criterion."""
        back = {name: field for field, name in self.CRITERIA.items()} | {
            "words": "q",
            "reach": "umkreis",
            "open_at": "offen",
        }
        return back[criterion]

    # Most people see the same fields: what does not depend on what somebody typed is drawn once.

    @property
    def further(self) -> SafeString:
        """The filters that not everybody needs, drawn."""
        return _drawn(get_language() or "de", tuple(self.FURTHER), self._chosen(self.FURTHER))

    @property
    def where(self) -> SafeString:
        """The district, drawn."""
        return _drawn(get_language() or "de", ("bezirk",), self._chosen(["bezirk"]))

    @property
    def email_to_watch(self) -> SafeString:
        """Where to write when something new fits, drawn."""
        return _email(get_language() or "de")

    @property
    def has_further(self) -> bool:
        """One of them is set: then they are shown."""
        return any(self.data.get(name) for name in self.FURTHER)

    def _chosen(self, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
        return tuple((name, self.data[name]) for name in names if self.data.get(name))


SearchForm.base_fields = _Unchanged(SearchForm.base_fields)


@lru_cache(maxsize=256)
def _drawn(language: str, names: tuple[str, ...], chosen: tuple[tuple[str, str], ...]) -> SafeString:
    form = SearchForm(dict(chosen) if chosen else None)
    return render_to_string("offers/further.html", {"fields": [form[name] for name in names]})


@lru_cache
def _email(language: str) -> SafeString:
    return render_to_string("offers/further.html", {"fields": [WatchForm()["email"]]})


class WatchForm(forms.Form):
    """Remember a search: the address to write to."""

    query = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Bitte geben Sie Ihre E-Mail-Adresse ein."),
            "invalid": _("Das ist keine vollständige E-Mail-Adresse. Beispiel: name@mail.de"),
        },
    )
