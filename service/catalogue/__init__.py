"""Report templates from files: `templates/reports/<code>/<version>/`, and a folder of the province's own."""

from service.catalogue.catalogue import Catalogue, load_catalogue
from service.catalogue.report_template import load_template

__all__ = ["Catalogue", "load_catalogue", "load_template"]
