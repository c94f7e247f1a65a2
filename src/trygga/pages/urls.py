from django.urls import path

from trygga.pages import views

urlpatterns = [
    path("<language:language>/", views.guide, name="guide"),
    path("<language:language>/a/<slug:area>/", views.guide, name="guide_area"),
]
