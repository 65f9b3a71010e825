"""The four questions, one a page; earlier answers travel along in hidden fields and are stored nowhere."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from talachse.rules.entitlement.but_door import Benefit, Child, Component, Learning

BENEFITS = [
    (Benefit.SGB2.value, _("Grundsicherungsgeld vom Jobcenter (früher Bürgergeld)")),
    (Benefit.WOHNGELD.value, _("Wohngeld")),
    (Benefit.KINDERZUSCHLAG.value, _("Kinderzuschlag")),
    (Benefit.SGB12.value, _("Sozialhilfe oder Grundsicherung vom Sozialamt")),
    (Benefit.ASYLBLG.value, _("Leistungen nach dem Asylbewerberleistungsgesetz")),
    (Benefit.NONE.value, _("Keine davon")),
    (Benefit.UNKNOWN.value, _("Ich weiß es nicht")),
]
LEARNING = [
    (Learning.SCHOOL.value, _("In der Schule, ohne Ausbildungsvergütung")),
    (Learning.DAYCARE.value, _("In der Kita oder Tagespflege")),
    (Learning.TRAINING_PAY.value, _("In einer Ausbildung mit Vergütung")),
    (Learning.NEITHER.value, _("Nichts davon")),
]
COMPONENTS = [
    (Component.MITTAGSVERPFLEGUNG.value, _("Mittagessen in Schule oder Kita")),
    (Component.AUSFLUEGE.value, _("Ausflug für einen Tag")),
    (Component.KLASSENFAHRTEN.value, _("Fahrt für mehrere Tage")),
    (Component.SCHULBEDARF.value, _("Hefte, Stifte, Ranzen")),
    (Component.LERNFOERDERUNG.value, _("Nachhilfe")),
    (Component.SCHUELERBEFOERDERUNG.value, _("Bus und Bahn zur Schule")),
    (Component.TEILHABE.value, _("Verein, Musik, Kultur, Ferienfreizeit")),
]
CHOOSE = {"required": _("Bitte wählen Sie eine Antwort aus.")}


class ButDoorForm(forms.Form):
    """All four questions; a page shows one of them and carries the others."""

    benefit = forms.ChoiceField(
        label=_("Welche Leistung bekommt Ihre Familie?"),
        help_text=_("Wenn Sie mehrere bekommen: Wählen Sie die, die weiter oben steht."),
        choices=BENEFITS,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    age = forms.IntegerField(
        label=_("Wie alt ist das Kind?"),
        help_text=_("In Jahren. Leer lassen, wenn Sie es nicht sagen möchten."),
        min_value=0,
        max_value=30,
        required=False,
        error_messages={
            "invalid": _("Bitte geben Sie das Alter als Zahl ein, zum Beispiel 9."),
            "min_value": _("Bitte geben Sie ein Alter von 0 bis 30 Jahren ein."),
            "max_value": _("Bitte geben Sie ein Alter von 0 bis 30 Jahren ein."),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    learning = forms.ChoiceField(
        label=_("Wo lernt das Kind?"), choices=LEARNING, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    component = forms.ChoiceField(
        label=_("Wofür brauchen Sie Hilfe?"), choices=COMPONENTS, widget=forms.RadioSelect, error_messages=CHOOSE
    )

    QUESTIONS = ("benefit", "age", "learning", "component")

    def child(self) -> Child:
        """The facts for the rules; only after validation."""
        data = self.cleaned_data
        return Child(
            benefit=Benefit(data["benefit"]),
            age=data["age"],
            learning=Learning(data["learning"]),
            component=Component(data["component"]),
        )
