from django.apps import AppConfig


class ForumsConfig(AppConfig):
    name = "forums"

    def ready(self) -> None:
        from common import navigation
        from forums import answers as own_answers
        from forums import documents, search
        from notices import answers

        documents.register()
        search.register_kinds()
        answers.register(own_answers.MeetingAnswers())
        navigation.register(
            navigation.NavItem("Möten", "home_meetings", icon="meeting", order=30, bottom=True)
        )
        navigation.register(navigation.NavItem("Forum", "home_forums", icon="people", order=40))
