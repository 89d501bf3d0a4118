"""A delivery in a process of its own, to be killed: `-m tests.support.doomed_delivery FOLDER SMTP_URL MOMENT`."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from service.actions.operations.delivery import deliver
from service.clock import Clock
from tests.support.databases import sqlite_url
from tests.support.installation import standing
from tests.support.reminding import at

if __name__ == "__main__":
    folder, smtp_url, moment = sys.argv[1:]
    context = standing(Path(folder), sqlite_url(Path(folder)))
    settings = replace(context.settings, smtp_url=smtp_url, mail_sender="Báo cáo tỉnh <baocao@hungyen.gov.vn>")
    with at(datetime.fromisoformat(moment)):
        deliver(replace(context, clock=Clock(), settings=settings))
