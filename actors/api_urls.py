"""Addresses of the API of actors."""

from rest_framework.routers import SimpleRouter

from actors import api

router = SimpleRouter()
router.register("regions", api.RegionViewSet, basename="region")
router.register("actors", api.ActorViewSet, basename="actor")
router.register("functions", api.FunctionViewSet, basename="function")

urlpatterns = router.urls
