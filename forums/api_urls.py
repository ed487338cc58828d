"""Addresses of the API of forums."""

from rest_framework.routers import SimpleRouter

from forums import api

router = SimpleRouter()
router.register("forums", api.ForumViewSet, basename="forum")
router.register("meetings", api.MeetingViewSet, basename="meeting")

urlpatterns = router.urls
