"""What a password must be, said in Vietnamese where Django's own words are missing."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("Mật khẩu quá ngắn: cần ít nhất %(count)d ký tự.") % {"count": self.min_length}

    def get_help_text(self) -> str:
        return _("Ít nhất %(count)d ký tự; nên là một câu dễ nhớ.") % {"count": self.min_length}
