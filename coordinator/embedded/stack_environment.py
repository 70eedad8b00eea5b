"""The environment variables that make a program part of an embedded stack."""

from __future__ import annotations

from coordinator.embedded.folders import Folders


def stack_environment(
    folders: Folders, *, database_url: str, broker_url: str, smtp_url: str, web_port: int
) -> dict[str, str]:
    """Every setting without a default. All files lie in the data folder: letters, documents, caught mail."""
    return {
        "COORDINATOR_DATA_DIR": str(folders.data_dir),
        "COORDINATOR_DATABASE_URL": database_url,
        "COORDINATOR_BROKER_URL": broker_url,
        "COORDINATOR_SMTP_URL": smtp_url,
        "COORDINATOR_MAIL_FROM": "desk@beacon.example",
        "COORDINATOR_FAX_ADDRESS": "{number}@fax.example",
        "COORDINATOR_BASE_URL": f"http://127.0.0.1:{web_port}",
        "COORDINATOR_FILES_DIR": str(folders.data_dir),
        "COORDINATOR_SECRET_KEY": folders.secret_key(),
        "COORDINATOR_WEB_PORT": str(web_port),
    }
