"""The demonstration: Hưng Yên's units, one real report, and generated filings that say that they are."""

from service.demo.generated import DemoSubmission, demo_payloads
from service.demo.scenes import SCENES, USUAL_SCENE, Scene
from service.demo.world import AGENCIES_CSV, CLOCK_START, PERIODS, SGTVT_REPORT, DemoPeriod

__all__ = [
    "AGENCIES_CSV",
    "CLOCK_START",
    "PERIODS",
    "SCENES",
    "SGTVT_REPORT",
    "USUAL_SCENE",
    "DemoPeriod",
    "DemoSubmission",
    "Scene",
    "demo_payloads",
]
