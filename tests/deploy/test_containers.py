"""The container image, the compose file and the Kubernetes manifests: what they name is there, and confined as they promise.

No container is run here. Manifests are held against the published schemas of Kubernetes, as kustomize puts them together where
kubectl is on the machine, and one by one in any case.
"""

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from deploy import asgi, metrics, nginx_config
from register import settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))
KUBERNETES = ROOT / "deploy" / "kubernetes"
VERSION = "1.33"  # sidecars (an init container that is always restarted) need 1.29
READERS_OF_THE_PROGRAM = {
    "app.py",
    "japan",
    "analysis",
    "etl",
    "dashboard",
    "pages",
    "register",
    "deploy",
    "static",
    "data",
}


def instructions(text: str) -> list[tuple[str, str]]:
    """Name and rest of each instruction of a Dockerfile, continued lines joined."""
    plain = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    joined = plain.replace("\\\n", " ")
    return [tuple(line.split(maxsplit=1)) for line in joined.splitlines() if line.strip()]


def of(name: str) -> list[str]:
    return [rest for instruction, rest in instructions(DOCKERFILE) if instruction == name]


def copied() -> list[list[str]]:
    """Source and target of each COPY from the project."""
    return [shlex.split(rest) for rest in of("COPY") if not rest.startswith("--from")]


def test_what_is_copied_is_there_and_passes_the_ignore_file():
    sources = [source for *sources, _ in copied() for source in sources]
    assert [source for source in sources if not (ROOT / source).exists()] == []
    let_in = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    assert set(sources) == set(let_in) - {"data/raw/README.md"}
    assert set(sources) > READERS_OF_THE_PROGRAM


def test_every_import_of_ours_is_copied():
    """A new top-level package that the production entry needs has to go into the image."""
    packages = {path.parent.name for path in ROOT.glob("*/*.py")} - {"tests", "benchmarks"}
    assert packages <= {source for *sources, _ in copied() for source in sources}


def test_what_is_installed_is_locked_with_hashes():
    (install,) = [line for line in of("RUN") if " pip install" in line]
    assert "--require-hashes" in install and install.endswith("-r requirements.lock")


def test_the_image_runs_the_production_entry_as_nobody_special():
    (command,), (user,), (health,) = of("CMD"), of("USER"), of("HEALTHCHECK")
    assert json.loads(command)[:3] == ["python", "-m", asgi.__spec__.name]
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    path = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", health)
    assert path[1] == of("EXPOSE")[0] == json.loads(command)[-1]
    assert path[2] in {route.path for route in asgi.app._user_routes}
    assert of("FROM")[-1] == "${PYTHON}"  # nothing of the build but what is copied
    (base,) = of("ARG")
    assert re.fullmatch(r"PYTHON=python:3\.\d+-slim-\w+", base)


def services() -> dict[str, dict]:
    return COMPOSE["services"]


def test_compose_confines_every_service():
    for name, service in services().items():
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in service and service.get("user", "10001:10001") == "10001:10001"
    published = [name for name, service in services().items() if "ports" in service]
    assert published == ["nginx"]


def test_compose_has_one_list_of_replicas():
    replicas = [name for name in services() if name.startswith("dashboard-")]
    addresses = {services()[name]["networks"]["inside"]["ipv4_address"] for name in replicas}
    script = services()["prepare"]["command"][-1]
    named = script.split("--servers ")[1].split()
    assert len(addresses) == len(replicas) >= 2
    assert named == [f"{name}:8501" for name in replicas]
    assert set(services()["nginx"]["depends_on"]) == set(replicas)
    nginx = services()["nginx"]["networks"]["inside"]["ipv4_address"]
    for name in replicas:
        environment = services()[name]["environment"]
        assert environment["FORWARDED_ALLOW_IPS"] == nginx
        assert metrics.networks(environment["DASHBOARD_METRICS_FROM"])
        assert all(mount.endswith(":ro") for mount in services()[name]["volumes"])
        assert set(services()[name]["networks"]) == {"inside"}
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_the_configuration_for_replicas_elsewhere_names_them_alone(tmp_path):
    written = nginx_config.write(tmp_path, listen="8080", servers=["dashboard-1:8501", "dashboard-2:8501"])
    servers = re.findall(r"^ +server (\S+);", written.read_text("utf-8"), re.MULTILINE)
    assert servers == ["dashboard-1:8501", "dashboard-2:8501"]


def manifests(path: Path) -> list[dict]:
    return [one for one in yaml.safe_load_all(path.read_text("utf-8")) if one]


WHOLE = sorted(
    path for path in KUBERNETES.rglob("*.yaml") if path.parent.name == "base" or path.name == "claim.yaml"
)
WHOLE = [path for path in WHOLE if path.name != "kustomization.yaml"]
OVERLAYS = ["base", "volume", "s3"]


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_a_manifest_is_of_its_schema(path):
    for one in manifests(path):
        if one["kind"] == "Deployment":  # kustomize writes the selector
            labels = {"app.kubernetes.io/name": "gunmane"}
            one["spec"]["selector"] = {"matchLabels": labels}
        kubernetes_validate.validate(one, VERSION, strict=True)


def test_a_manifest_that_is_not_is_recognised():
    (deployment,) = manifests(KUBERNETES / "base" / "deployment.yaml")
    deployment["spec"]["selector"] = {"matchLabels": {}}
    deployment["spec"]["minReadySecond"] = 10
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(deployment, VERSION, strict=True)


@pytest.mark.parametrize("folder", [*OVERLAYS, "fetching", "register"])
def test_kustomizations_name_files_that_are_there(folder):
    held = yaml.safe_load((KUBERNETES / folder / "kustomization.yaml").read_text("utf-8"))
    named = [
        *held.get("resources", []),
        *held.get("components", []),
        *(one["path"] for one in held.get("patches", [])),
    ]
    assert named and [name for name in named if not (KUBERNETES / folder / name).exists()] == []
    own = {path.name for path in (KUBERNETES / folder).iterdir()} - {"kustomization.yaml"}
    assert own <= set(named)


@pytest.fixture(scope="module", params=OVERLAYS)
def built(request) -> dict[str, dict]:
    """What kustomize makes of an overlay, by kind; ConfigMaps by their name without its hash."""
    if not shutil.which("kubectl"):
        pytest.skip("kubectl is not installed")
    done = subprocess.run(
        ["kubectl", "kustomize", str(KUBERNETES / request.param)], capture_output=True, check=True
    )
    every = list(yaml.safe_load_all(done.stdout))
    for one in every:
        kubernetes_validate.validate(one, VERSION, strict=True)
    maps = {one["metadata"]["name"].rpartition("-")[0]: one for one in every if one["kind"] == "ConfigMap"}
    return (
        {one["kind"]: one for one in every if one["kind"] != "ConfigMap"} | maps | {"overlay": request.param}
    )


def containers(built: dict[str, dict]) -> list[dict]:
    pod = built["Deployment"]["spec"]["template"]["spec"]
    return [*pod.get("initContainers", []), *pod["containers"]]


def test_every_container_is_confined_and_of_one_image(built):
    pod = built["Deployment"]["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] and pod["automountServiceAccountToken"] is False
    assert str(pod["securityContext"]["runAsUser"]) == of("USER")[0].split(":")[0]
    for one in containers(built):
        context = one["securityContext"]
        assert context["readOnlyRootFilesystem"] and context["allowPrivilegeEscalation"] is False
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert {"cpu", "memory"} <= set(one["resources"]["requests"]) & set(one["resources"]["limits"])
    assert len({one["image"] for one in containers(built)}) == 1
    volumes = {one["name"] for one in pod["volumes"]}
    assert {mount["name"] for one in containers(built) for mount in one["volumeMounts"]} == volumes


def test_all_speak_of_the_same_pods(built):
    labels = built["Deployment"]["spec"]["template"]["metadata"]["labels"]
    for selector in (
        built["Service"]["spec"]["selector"],
        built["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
        built["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"],
        built["Deployment"]["spec"]["selector"]["matchLabels"],
    ):
        assert selector.items() <= labels.items()
    scaled = built["HorizontalPodAutoscaler"]["spec"]
    assert scaled["scaleTargetRef"]["name"] == built["Deployment"]["metadata"]["name"]
    assert scaled["minReplicas"] > built["PodDisruptionBudget"]["spec"]["maxUnavailable"]
    assert "replicas" not in built["Deployment"]["spec"]


def test_the_dashboard_asks_nobody(built):
    policy = built["NetworkPolicy"]["spec"]
    assert set(policy["policyTypes"]) == {"Ingress", "Egress"}
    if built["overlay"] == "s3":  # the storage, and names
        assert [[port["port"] for port in rule["ports"]] for rule in policy["egress"]] == [[443], [53, 53]]
        assert all(rule["to"] for rule in policy["egress"])
    else:
        assert not policy.get("egress")


def test_probes_ask_addresses_that_are_there(built):
    (dashboard,) = built["Deployment"]["spec"]["template"]["spec"]["containers"]
    probed = {dashboard[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "readiness", "liveness")}
    assert probed == {"/healthz", "/_stcore/health"}
    scraped = built["Deployment"]["spec"]["template"]["metadata"]["annotations"]
    assert scraped["prometheus.io/path"] in {route.path for route in asgi.app._user_routes}
    assert scraped["prometheus.io/port"] == of("EXPOSE")[0]


def test_a_reader_stays_with_a_replica(built):
    ingress, service = (
        built["Ingress"]["metadata"]["annotations"],
        built["Service"]["metadata"]["annotations"],
    )
    assert ingress["nginx.ingress.kubernetes.io/affinity"] == "cookie"
    assert service["traefik.ingress.kubernetes.io/service.sticky.cookie"] == "true"
    host = built["Ingress"]["spec"]["rules"][0]["host"]
    assert built["gunmane"]["data"]["DASHBOARD_HOSTS"] == host in built["Ingress"]["spec"]["tls"][0]["hosts"]
    assert metrics.networks(built["gunmane"]["data"]["DASHBOARD_METRICS_FROM"])


def test_the_database_is_there_before_who_fetches_and_both_before_who_reads(built):
    names = [one["name"] for one in containers(built)]
    if built["overlay"] == "base":
        assert names == ["dashboard"]
        return
    assert names == ["prepare", "fetch", "dashboard"]
    prepare, fetch, dashboard = containers(built)
    assert fetch["restartPolicy"] == "Always" and "restartPolicy" not in prepare
    environment = {one["name"]: one["value"] for one in dashboard["env"]}
    assert (
        environment["DASHBOARD_DB"] in fetch["args"] and environment["DASHBOARD_DB"] in prepare["command"][-1]
    )
    read = {mount["name"]: mount for mount in dashboard["volumeMounts"]}
    assert read["database"]["readOnly"] and read["static"]["readOnly"]
    for one in (prepare, fetch):
        assert {"database", "static"} <= {mount["name"] for mount in one["volumeMounts"]}


def test_the_address_of_a_register_comes_from_a_secret():
    (deployment,) = manifests(KUBERNETES / "register" / "register.yaml")
    pod = deployment["spec"]["template"]["spec"]
    (dashboard,) = pod["containers"]
    sources = {one["name"]: one.get("valueFrom", {}).get("secretKeyRef", {}) for one in dashboard["env"]}
    assert sources[settings.VARIABLE]["name"] == sources[settings.ADMIN]["name"] == "gunmane-register"
    assert settings.KEEP_DAYS in sources
    assert {one["name"] for one in dashboard["volumeMounts"]} == {one["name"] for one in pod["volumes"]}
    (base,) = manifests(KUBERNETES / "base" / "deployment.yaml")
    named = [one["name"] for one in base["spec"]["template"]["spec"]["containers"]]
    assert named == [dashboard["name"]] and base["metadata"]["name"] == deployment["metadata"]["name"]
    (policy,) = manifests(KUBERNETES / "register" / "way_out.yaml")
    assert all(rule["to"] and rule["ports"] for rule in policy["spec"]["egress"])
    variables = {settings.VARIABLE, settings.ADMIN, settings.KEEP_DAYS}
    assert all(
        variables <= set(service["environment"])
        for name, service in services().items()
        if name.startswith("dashboard-")
    )
