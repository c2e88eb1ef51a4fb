"""Addresses of the office's desk."""

from phucvu.web.office.data.urls import urlpatterns as data
from phucvu.web.office.letters.urls import urlpatterns as letters

urlpatterns = [*letters, *data]
