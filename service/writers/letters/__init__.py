"""Official letters and reports in Word, filled into the templates of templates/letters/."""

from service.writers.letters.agency_report import write_agency_report
from service.writers.letters.overdue_notice import write_overdue_notice
from service.writers.letters.pdf import write_report_pdf
from service.writers.letters.province_report import write_province_report

__all__ = ["write_agency_report", "write_overdue_notice", "write_province_report", "write_report_pdf"]
