"""Addresses of a unit's desk, of single dossiers and of the leader's page."""

from django.urls import URLPattern

from phucvu.web import policies as may
from phucvu.web.desk import criterion, due, leader, points, search
from phucvu.web.policies import route

UNIT = {"agency": "H52.67"}
CRITERION = UNIT | {"criterion": "progress.on_time"}
ROWS = CRITERION | {"state": "failed"}
DOSSIER = {"code": "H52.67-230516-0273"}
OF_UNIT, OF_CRITERION = "don-vi/<str:agency>/", "don-vi/<str:agency>/tieu-chi/<str:criterion>/"
TOLD = "don-vi/<str:agency>/tieu-chi/<str:criterion>.json"

urlpatterns: list[URLPattern] = [
    route("don-vi/", points.desks, may.DESKS, "desks"),
    route(OF_UNIT, points.desk, may.OWN_AGENCY, "desk", UNIT),
    route(OF_UNIT + "diem.json", points.desk, may.OWN_AGENCY, "desk_json", UNIT, form="json"),
    route(OF_UNIT + "diem.csv", points.desk, may.OWN_AGENCY, "desk_csv", UNIT, form="csv"),
    route(OF_UNIT + "sap-den-han/", due.coming, may.OWN_AGENCY, "desk_due", UNIT),
    route(OF_UNIT + "sap-den-han.json", due.coming, may.OWN_AGENCY, "desk_due_json", UNIT, form="json"),
    route(OF_UNIT + "sap-den-han.csv", due.coming, may.OWN_AGENCY, "desk_due_csv", UNIT, form="csv"),
    route(OF_UNIT + "sap-den-han.xlsx", due.coming, may.OWN_AGENCY, "desk_due_xlsx", UNIT, form="xlsx"),
    route(OF_CRITERION, criterion.criterion, may.OWN_AGENCY, "desk_criterion", CRITERION),
    route(TOLD, criterion.criterion, may.OWN_AGENCY, "desk_criterion_json", CRITERION, form="json"),
    route(OF_CRITERION + "<str:state>/", criterion.rows, may.OWN_AGENCY, "desk_rows", ROWS),
    route(OF_CRITERION + "<str:state>.json", criterion.rows, may.OWN_AGENCY, "desk_rows_json", ROWS, form="json"),
    route(OF_CRITERION + "<str:state>.csv", criterion.rows, may.OWN_AGENCY, "desk_rows_csv", ROWS, form="csv"),
    route(OF_CRITERION + "<str:state>.xlsx", criterion.rows, may.OWN_AGENCY, "desk_rows_xlsx", ROWS, form="xlsx"),
    route("ho-so/", search.search, may.DESKS, "search", {}, "GET", "POST"),
    route("ho-so/<path:code>/", search.dossier, may.OWN_DOSSIER, "dossier", DOSSIER),
    route("ho-so/<path:code>.json", search.dossier, may.OWN_DOSSIER, "dossier_json", DOSSIER, form="json"),
    route("lanh-dao/", leader.leader, may.READERS, "leader"),
    route("lanh-dao.json", leader.leader, may.READERS, "leader_json", form="json"),
    route("lanh-dao.docx", leader.leader, may.READERS, "leader_docx", form="docx"),
    route("lanh-dao.pdf", leader.leader, may.READERS, "leader_pdf", form="pdf"),
]
