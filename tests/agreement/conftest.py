"""The real agreement, loaded as at the first start."""

import pytest
from django.conf import settings
from django.utils import timezone

from talachse.accounts.actor import SYSTEM
from talachse.agreement.models import Agreement
from talachse.agreement.services.loading import load_agreement


@pytest.fixture
def fokus(db: None) -> Agreement:
    """#FOKUS_WUPPERTAL with all statements, figures and projects."""
    load_agreement(settings.TALACHSE_AGREEMENT_FILE, by=SYSTEM, now=timezone.now())
    return Agreement.objects.get()
