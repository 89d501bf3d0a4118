"""Official letters and reports in Word, filled into the templates of templates/letters/."""

from service.writers.letters.overdue_notice import write_overdue_notice
from service.writers.letters.province_report import write_province_report
from service.writers.letters.unit_report import write_unit_report

__all__ = ["write_overdue_notice", "write_province_report", "write_unit_report"]
