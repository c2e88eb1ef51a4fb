"""HTTPS by nginx before `phucvu serve`, by the very lines of docs/running.md.

`make setup` installs no nginx: it would open a port of whoever builds this. Where nginx is there, this is rehearsed.
"""

import getpass
import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPSConnection
from pathlib import Path

import httpx
import pytest
from browser import PASSWORD, served, wait_for

NGINX = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
GUIDE = (Path(__file__).parents[2] / "docs" / "running.md").read_text("utf8")
NAME, MB = "chiso.tinh.example", 1 << 20
MAIN = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr; user {user};
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
    uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
    {server}
}}
"""

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


@pytest.fixture(scope="module")
def port(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where nginx answers, with the site behind it."""
    folder = tmp_path_factory.mktemp("nginx")
    home = shutil.copytree(example, folder / "workspace")
    _certificate(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PHUCVU_HTTPS", "1")
        patch.setenv("PHUCVU_HOSTS", NAME)
        with served(home, "--workers", "1") as address:
            number = _free_port()
            (folder / "nginx.conf").write_text(_settings(folder, address, number), "utf8")
            running = subprocess.Popen([str(NGINX), "-c", folder / "nginx.conf", "-p", folder])
            try:
                wait_for(number)
                yield number
            finally:
                running.terminate()
                running.wait(timeout=30)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _certificate(folder: Path) -> None:
    made = ("-keyout", folder / "trang.key", "-out", folder / "trang.crt")
    asked = ["openssl", "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-days", "1", "-subj", f"/CN={NAME}"]
    subprocess.run([*asked, "-addext", f"subjectAltName=DNS:{NAME}", *made], check=True, capture_output=True)


def _settings(folder: Path, address: str, port: int) -> str:
    """The guide's block, at a free port of this machine, with a certificate of one's own."""
    block = re.split(r"^```\n", GUIDE.partition("\n## Đặt sau proxy có HTTPS\n")[2], flags=re.M)[1]
    for written, here in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("http://127.0.0.1:8766", address),
        ("/etc/ssl/phucvu/", f"{folder}/"),
    ):
        assert written in block
        block = block.replace(written, here)
    return MAIN.format(folder=folder, user=getpass.getuser(), server=block)


@pytest.fixture
def client(port: int) -> Iterator[httpx.Client]:
    """Somebody outside, who knows the site by its name."""
    transport = httpx.HTTPTransport(verify=False)
    with httpx.Client(
        base_url=f"https://127.0.0.1:{port}", transport=transport, headers={"Host": NAME}, timeout=60
    ) as client:
        yield client


def sign_in(client: httpx.Client, **head: str) -> httpx.Response:
    page = client.get("/tai-khoan/dang-nhap/", headers=head)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token, page.text
    form = {"csrfmiddlewaretoken": token[1], "login": "giam_sat", "password": PASSWORD}
    return client.post("/tai-khoan/dang-nhap/", data=form, headers={"Referer": f"https://{NAME}/", **head})


def test_people_come_in_over_https_and_stay_there(client: httpx.Client) -> None:
    front = client.get("/")
    assert front.status_code == 200 and "H52" in front.text
    assert "max-age=" in front.headers["Strict-Transport-Security"]
    done = sign_in(client)
    assert done.status_code == 302, done.text
    cookies = done.headers.get_list("set-cookie")
    assert cookies and all("Secure" in each for each in cookies)


def test_the_log_tells_the_client_s_address_and_not_what_it_claims(client: httpx.Client) -> None:
    assert sign_in(client, **{"X-Forwarded-For": "203.0.113.7"}).status_code == 302
    page = client.get("/nhat-ky/").text
    assert "127.0.0.1" in page and "203.0.113.7" not in page


def test_a_body_over_the_limit_is_refused_with_the_site_s_own_sentence(port: int) -> None:
    """nginx refuses by the declared length; the sentence comes from the site, asked without the body."""
    calling = HTTPSConnection("127.0.0.1", port, context=ssl._create_unverified_context(), timeout=60)
    with closing(calling):
        calling.putrequest("POST", "/van-phong/nhap/", skip_host=True)
        for name, value in (("Host", NAME), ("Content-Type", "text/plain"), ("Content-Length", str(1100 * MB))):
            calling.putheader(name, value)
        calling.endheaders()
        answer = calling.getresponse()
        told = answer.read().decode()
    assert answer.status == 413
    assert "lớn hơn mức trang nhận một lần" in told and "nginx" not in told
