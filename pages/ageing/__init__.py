"""施設の老朽化. What other features may use of it: the nation's shares of structures 50 years or older."""

from pages.ageing.national import fifty_year_shares

__all__ = ["fifty_year_shares"]
