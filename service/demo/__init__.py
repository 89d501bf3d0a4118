"""The demonstration: Hưng Yên's units, one real report, and generated filings that say that they are."""

from service.demo.generated import DemoSubmission, demo_payloads
from service.demo.world import AGENCIES_CSV, CLOCK_START, PERIODS, SGTVT_REPORT, DemoPeriod

__all__ = [
    "AGENCIES_CSV",
    "CLOCK_START",
    "PERIODS",
    "SGTVT_REPORT",
    "DemoPeriod",
    "DemoSubmission",
    "demo_payloads",
]
