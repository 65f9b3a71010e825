"""Input of each step on the way to a place."""

from __future__ import annotations

import uuid

from django import forms

from talachse.placements.forms.participations import day_field
from talachse.placements.models import Placement, Said
from talachse.rules.placement.lifecycle import DECLINE_LABELS

PRIORITIES = [(1, "1: zuerst"), (2, "2: üblich"), (3, "3: kann warten")]


class NoteForm(forms.Form):
    """A step that needs nothing but, perhaps, a note."""

    note = forms.CharField(
        label="Hinweis",
        max_length=250,
        required=False,
        help_text="Die Person kann ihn lesen. Bitte keine Angaben zur Gesundheit.",
    )


class SuggestForm(NoteForm):
    """A suggestion, straight or onto the waiting list."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    step = forms.ChoiceField(
        label="Wie geht es weiter?",
        choices=[
            ("suggest", "der Person vorschlagen"),
            ("wait", "auf die Warteliste"),
            ("refer", "gleich an den Träger weiterleiten"),
        ],
        widget=forms.RadioSelect,
        initial="suggest",
        error_messages={"required": "Bitte wählen Sie, wie es weitergeht."},
    )
    priority = forms.TypedChoiceField(label="Vorrang", choices=PRIORITIES, coerce=int, initial=2)

    @staticmethod
    def fresh() -> SuggestForm:
        """An empty form with its own submission number."""
        return SuggestForm(initial={"submission": uuid.uuid4()})


class TransferForm(NoteForm):
    """From another group to this one, with the rank."""

    transfer = forms.UUIDField(widget=forms.HiddenInput)
    placement = forms.ChoiceField(label="Von welchen Plätzen?", error_messages={"required": "Bitte wählen Sie."})

    def __init__(self, data: object = None, *, placements: list[Placement]) -> None:
        super().__init__(data, initial={"transfer": uuid.uuid4()})  # type: ignore[arg-type]  # as Django calls it
        self.fields["placement"] = forms.ChoiceField(
            label="Von welchen Plätzen?",
            choices=[("", "bitte wählen"), *((p.pk, p.group.title) for p in placements)],
            error_messages={"required": "Bitte wählen Sie, von wo die Person wechselt."},
        )


class TriedForm(forms.Form):
    """A try to reach somebody."""

    note = forms.CharField(
        label="Was haben Sie versucht?",
        max_length=250,
        help_text="Zum Beispiel: angerufen, niemand da.",
        error_messages={"required": "Bitte schreiben Sie, was Sie versucht haben."},
    )


class AcceptForm(NoteForm):
    """The place is promised."""

    planned_start_on = day_field("Wann soll es beginnen?", required=False)


class DeclineForm(NoteForm):
    """No, from the person or from the provider."""

    said = forms.ChoiceField(
        label="Wer hat abgesagt?",
        choices=Said.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie, wer abgesagt hat."},
    )
    reason = forms.ChoiceField(
        label="Warum?",
        choices=[("", "bitte wählen"), *((reason.value, label) for reason, label in DECLINE_LABELS.items())],
        error_messages={"required": "Bitte wählen Sie einen Grund. „Kein Grund genannt“ ist auch möglich."},
    )


class BeginForm(forms.Form):
    """The first day."""

    started_on = day_field("Erster Tag")
    planned_end_on = day_field("Geplanter letzter Tag", required=False)
    extension_reason = forms.CharField(
        label="Begründung für mehr als 24 Monate",
        max_length=200,
        required=False,
        help_text="Nur bei Arbeitsgelegenheiten (§ 16d), wenn die Zeit sonst nicht reicht.",
    )


class ExtendForm(forms.Form):
    """A later last day."""

    new_end = day_field("Neuer letzter Tag")
    extension_reason = forms.CharField(label="Begründung", max_length=200, required=False)


class AfterCareForm(forms.Form):
    """How long somebody stays in touch."""

    until = day_field("Nachbetreuung bis")
    is_special = forms.BooleanField(
        label="Ein besonderer Fall: bis zu drei Monate länger (§ 16g SGB II)", required=False
    )


class PriorityForm(forms.Form):
    """Class in the queue."""

    priority = forms.TypedChoiceField(
        label="Vorrang", choices=PRIORITIES, coerce=int, error_messages={"required": "Bitte wählen Sie den Vorrang."}
    )


class SignForm(forms.Form):
    """A point of the check list."""

    item = forms.CharField(widget=forms.HiddenInput, max_length=60)
    note = forms.CharField(label="Hinweis", max_length=250, required=False)
