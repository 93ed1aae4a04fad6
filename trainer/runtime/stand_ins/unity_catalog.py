"""Unity Catalog's model registry: MLflow's own SQL registry behind Unity Catalog's rules.

What is refused, and in which words, is asked of MLflow's client for Unity Catalog wherever that
decides before it calls the service. The words for a name without three levels are the service's, as
https://github.com/mlflow/mlflow/issues/13833 quotes them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from mlflow.entities.model_registry.model_version_search import ModelVersionSearch
from mlflow.entities.model_registry.registered_model_search import RegisteredModelSearch
from mlflow.exceptions import MlflowException, RestException
from mlflow.store._unity_catalog.registry.rest_store import (
    UcModelRegistryStore,
    _require_arg_unspecified,
)
from mlflow.store.artifact.local_artifact_repo import LocalArtifactRepository
from mlflow.store.artifact.unity_catalog_models_artifact_repo import (
    UnityCatalogModelsArtifactRepository,
)
from mlflow.store.entities.paged_list import PagedList
from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore
from mlflow.tracking._model_registry.utils import _get_store_registry

from trainer.runtime.stand_ins.usage import note

SCHEME = "databricks-uc"

R = TypeVar("R")

_LEVELS = (
    "Bad model name: please specify all three levels of the model in the form "
    "`catalog_name.schema_name.model_name`"
)
_LEGACY = (
    "If you are trying to use the legacy Workspace Model Registry, instead of the recommended "
    "Unity Catalog Model Registry, set the Model Registry URI to 'databricks' (legacy) instead of "
    "'databricks-uc' (recommended)."
)

_place: tuple[Path, Path] | None = None


def use_place(template: Path, run: Path) -> None:
    """From now on the registry lies in the folder `run`; `template` is an empty database."""
    global _place
    _place = template, run


def install_registry() -> None:
    """Lets MLflow in this process keep the models of `databricks-uc` on this machine."""
    _get_store_registry().register(SCHEME, _store)
    UnityCatalogModelsArtifactRepository._get_artifact_repo = _artifacts


def _store(store_uri: str, tracking_uri: str) -> UnityCatalogStore:
    assert _place is not None
    note("Unity Catalog registry")
    template, run = _place
    folder = run / "unity-catalog"
    database = folder / "models.db"
    if not database.exists():
        folder.mkdir(exist_ok=True)
        shutil.copyfile(template, database)
    return UnityCatalogStore(database, folder, tracking_uri)


def _artifacts(repository: Any, lineage_header_info: Any = None) -> LocalArtifactRepository:
    return LocalArtifactRepository(repository._get_blob_storage_path())


def _three_levels(method: Callable[..., R]) -> Callable[..., R]:
    """A store's method, for names of three levels only."""

    @wraps(method)
    def checked(store: Any, *args: Any, **kwargs: Any) -> R:
        _check(args[0] if args else kwargs["name"])
        return method(store, *args, **kwargs)

    return checked


def _check(name: Any) -> None:
    levels = str(name).split(".")
    if len(levels) != 3 or not all(levels):
        raise RestException({"error_code": "INVALID_PARAMETER_VALUE", "message": _LEVELS})


class UnityCatalogStore(SqlAlchemyStore):  # type: ignore[misc]
    """Models in a database of their own, with their files copied beside it."""

    def __init__(self, database: Path, folder: Path, tracking_uri: str) -> None:
        super().__init__(f"sqlite:///{database}")
        self._folder = folder
        self._tracking_uri = tracking_uri

    def create_registered_model(
        self, name: str, tags: Any = None, description: Any = None, deployment_job_id: Any = None
    ) -> Any:
        try:
            _check(name)
        except RestException as error:
            # MLflow's client adds this hint to what the service says.
            raise MlflowException(
                f"{error.message}. {_LEGACY}", error_code=error.error_code
            ) from error
        return _model(super().create_registered_model(name, tags, description, deployment_job_id))

    def create_model_version(
        self,
        name: str,
        source: str,
        run_id: str | None = None,
        tags: Any = None,
        run_link: Any = None,
        description: Any = None,
        local_model_path: Any = None,
        model_id: str | None = None,
    ) -> Any:
        import mlflow

        _require_arg_unspecified("run_link", run_link)
        _check(name)
        local = local_model_path or mlflow.artifacts.download_artifacts(
            artifact_uri=source, tracking_uri=self._tracking_uri
        )
        UcModelRegistryStore._validate_model_signature(self, local)
        version = super().create_model_version(
            name, source, run_id, tags, None, description, local_model_path, model_id
        )
        # The registry keeps the files themselves, so that they outlive the run that logged them.
        shutil.copytree(local, self._files(name, version.version))
        return _version(version)

    def _files(self, name: str, version: Any) -> Path:
        return self._folder / name / str(version)

    @_three_levels
    def get_model_version_download_uri(self, name: str, version: Any) -> str:
        return str(self._files(name, super().get_model_version(name, version).version))

    @_three_levels
    def get_registered_model(self, name: str) -> Any:
        return _model(super().get_registered_model(name))

    @_three_levels
    def get_model_version(self, name: str, version: Any) -> Any:
        return _version(super().get_model_version(name, version))

    @_three_levels
    def get_model_version_by_alias(self, name: str, alias: str) -> Any:
        return _version(super().get_model_version_by_alias(name, alias))

    @_three_levels
    def update_model_version(self, name: str, version: Any, description: Any = None) -> Any:
        return _version(super().update_model_version(name, version, description))

    @_three_levels
    def delete_model_version(self, name: str, version: Any) -> None:
        super().delete_model_version(name, version)
        shutil.rmtree(self._files(name, version), ignore_errors=True)

    @_three_levels
    def delete_registered_model(self, name: str) -> None:
        super().delete_registered_model(name)
        shutil.rmtree(self._folder / name, ignore_errors=True)

    @_three_levels
    def rename_registered_model(self, name: str, new_name: str) -> Any:
        _check(new_name)
        renamed = super().rename_registered_model(name, new_name)
        if (self._folder / name).exists():
            (self._folder / name).rename(self._folder / new_name)
        return _model(renamed)

    def copy_model_version(self, src_mv: Any, dst_name: str) -> Any:
        _check(dst_name)
        return super().copy_model_version(src_mv, dst_name)

    def search_registered_models(
        self,
        filter_string: Any = None,
        max_results: Any = None,
        order_by: Any = None,
        page_token: Any = None,
    ) -> Any:
        _require_arg_unspecified("filter_string", filter_string)
        _require_arg_unspecified("order_by", order_by)
        found = super().search_registered_models(max_results=max_results, page_token=page_token)
        kept = ("name", "creation_timestamp", "last_updated_timestamp", "description")
        return PagedList(
            [RegisteredModelSearch(**{key: getattr(one, key) for key in kept}) for one in found],
            found.token,
        )

    def search_model_versions(
        self,
        filter_string: Any = None,
        max_results: Any = None,
        order_by: Any = None,
        page_token: Any = None,
    ) -> Any:
        _require_arg_unspecified("order_by", order_by)
        found = super().search_model_versions(
            filter_string, max_results=max_results, page_token=page_token
        )
        kept = (
            "name creation_timestamp last_updated_timestamp description user_id source run_id "
            "status status_message"
        ).split()
        return PagedList(
            [
                ModelVersionSearch(
                    version=str(one.version), **{key: getattr(one, key) for key in kept}
                )
                for one in found
            ],
            found.token,
        )

    get_latest_versions = UcModelRegistryStore.get_latest_versions
    transition_model_version_stage = UcModelRegistryStore.transition_model_version_stage

    update_registered_model = _three_levels(SqlAlchemyStore.update_registered_model)
    set_registered_model_tag = _three_levels(SqlAlchemyStore.set_registered_model_tag)
    delete_registered_model_tag = _three_levels(SqlAlchemyStore.delete_registered_model_tag)
    set_model_version_tag = _three_levels(SqlAlchemyStore.set_model_version_tag)
    delete_model_version_tag = _three_levels(SqlAlchemyStore.delete_model_version_tag)
    set_registered_model_alias = _three_levels(SqlAlchemyStore.set_registered_model_alias)
    delete_registered_model_alias = _three_levels(SqlAlchemyStore.delete_registered_model_alias)


def _version(version: Any) -> Any:
    """A version as Unity Catalog tells it: no stage, and its number as text."""
    version._current_stage = None
    version._version = str(version.version)
    return version


def _model(model: Any) -> Any:
    """A model as Unity Catalog tells it: no latest versions, which are those of stages."""
    model._latest_version = []
    model._aliases = {alias: str(version) for alias, version in model.aliases.items()}
    return model
