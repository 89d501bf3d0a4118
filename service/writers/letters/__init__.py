"""Official letters and reports in Word, filled into the templates of templates/letters/."""

from service.writers.letters.province_report import write_province_report
from service.writers.letters.unit_report import write_unit_report
from service.writers.letters.urging_letter import write_urging_letter

__all__ = ["write_province_report", "write_unit_report", "write_urging_letter"]
