from accounts.views.throttled import locked_out

__all__ = ["locked_out"]
