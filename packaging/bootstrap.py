"""Sets Wellread up inside its checkout: an environment, the dependencies, the compiled llama.cpp and the two models.

    python packaging/bootstrap.py

Needs Python 3.11 to 3.13, pip and a C++ compiler, and writes nothing outside the checkout. Run again, it does only what
is missing. Settings come from the environment:
    CUDA=1              build llama.cpp for an NVIDIA card
    WELLREAD_CACHE      keeps what is slow to make (default: .cache in the checkout)
    PIP_CACHE_DIR       as for pip (default: inside WELLREAD_CACHE)
"""

from __future__ import annotations  # an older Python must get as far as our own message

import hashlib
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
CACHE = Path(os.environ.get("WELLREAD_CACHE") or ROOT / ".cache").absolute()
OLDEST, NEWEST = (3, 11), (3, 13)
DISK_NEEDED_GB = 4
# pymupdf brings these along and loads them, and with them onnxruntime, whenever it is imported. Wellread needs neither:
# docs/pdf-layout.md says what they were measured to bring.
UNWANTED = ["pymupdf-layout", "pymupdf4llm"]
# No processor-specific code beyond what every x86-64 of the last ten years runs (AVX2): a cached wheel must not crash
# on another machine. And nothing of what the Python package does not use: it halves the time.
LLAMA_FLAGS = [
    "-DLLAVA_BUILD=OFF",
    "-DGGML_NATIVE=OFF",
    "-DCMAKE_PROJECT_llama.cpp_INCLUDE=" + (ROOT / "packaging" / "llama-lean.cmake").as_posix(),
]


def main() -> int:
    started = time.monotonic()
    check_machine()
    wheel_key = llama_key()
    stamp = VENV / "wellread.stamp"
    wanted = environment_key(wheel_key)
    if not (stamp.is_file() and stamp.read_text() == wanted and works(venv_python())):
        if not works(venv_python()):
            make_environment()
        wheel = find_wheel(wheel_key) or build_llama(wheel_key)
        install(wheel)
        stamp.write_text(wanted)
        say(f"Installed in {time.monotonic() - started:.0f} s.")
    fetch_models()
    return 0


# What the machine must have


def check_machine() -> None:
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        here = "{}.{}".format(*sys.version_info[:2])
        stop(
            f"Wellread needs Python 3.11, 3.12 or 3.13, and this is Python {here}.",
            "Name another one with: make PYTHON=python3.12 ..., or install one from your system or python.org.",
        )
    try:
        import venv  # noqa: F401  Debian can leave it out
    except ImportError:
        stop("This Python has no venv module.", "On Debian and Ubuntu: apt install python3-venv.")
    if shutil.disk_usage(str(ROOT)).free < DISK_NEEDED_GB * 1e9 and not VENV.exists():
        stop("There is not enough room on this disk.", f"The set-up takes about {DISK_NEEDED_GB} GB.")


def check_compiler() -> None:
    names = [os.environ.get("CXX", "").split(" ")[0], "c++", "g++", "clang++"]
    if os.name == "nt" or any(name and shutil.which(name) for name in names):
        return
    stop(
        "There is no C++ compiler, and llama.cpp has to be compiled.",
        "On Debian and Ubuntu: apt install g++. On macOS: xcode-select --install.",
    )


# The environment


def make_environment() -> None:
    say("Making an environment in .venv (5 s)")
    shutil.rmtree(str(VENV), ignore_errors=True)
    try:
        import ensurepip  # noqa: F401  Debian keeps it in python3-venv
    except ImportError:
        borrow_pip()
    else:
        run("venv", [sys.executable, "-m", "venv", str(VENV)])
    pip("pip", "install", "--upgrade", "pip", "-c", str(ROOT / "constraints.txt"))


def borrow_pip() -> None:
    """Where venv cannot give the environment its pip, the pip that is there can."""
    run("venv", [sys.executable, "-m", "venv", "--without-pip", str(VENV)])
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode:
        stop("This Python has neither pip nor a whole venv module.", "On Debian and Ubuntu: apt install python3-venv.")
    run("venv", [sys.executable, "-m", "pip", "--python", str(venv_python()), "install", "pip"])


def install(wheel: Path) -> None:
    say("Installing Wellread and what it stands on (2 to 4 minutes, most of it PyTorch)")
    pip("llama-install", "install", "--no-deps", "--force-reinstall", str(wheel))
    pip("install", "install", "-c", str(ROOT / "constraints.txt"), str(wheel), "-e", str(ROOT) + "[dev]")
    pip("tidy", "uninstall", "--yes", *UNWANTED)


def environment_key(wheel_key: str) -> str:
    digest = hashlib.sha256()
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    digest.update(f"{wheel_key} {sys.version} {ROOT}".encode())
    return digest.hexdigest()


# llama.cpp


def llama_flags() -> list[str]:
    cuda = ["-DGGML_CUDA=ON"] if os.environ.get("CUDA", "") not in ("", "0") else []
    own = shlex.split(os.environ.get("CMAKE_ARGS", ""))
    return LLAMA_FLAGS + cuda + own


def llama_version() -> str:
    found = re.search(r"^llama_cpp_python==(\S+)", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
    if found is None:
        stop("constraints.txt does not name llama_cpp_python.")
    return found.group(1)


def llama_key() -> str:
    """Names the compiled wheel by all that it depends on, wherever the checkout lies."""
    lean = (ROOT / "packaging" / "llama-lean.cmake").read_text()
    flags = " ".join(llama_flags()).replace(ROOT.as_posix(), "")
    about = f"{llama_version()} {flags} {lean} {platform.system()} {platform.machine()}"
    return f"llama-{llama_version()}-{hashlib.sha256(about.encode()).hexdigest()[:12]}"


def find_wheel(key: str) -> Path | None:
    return next(iter(sorted((CACHE / "wheels" / key).glob("*.whl"))), None)


def build_llama(key: str) -> Path:
    check_compiler()
    say("Compiling llama.cpp (about 2 minutes on 2 cores; once, the result is kept)")
    draft = CACHE / "wheels" / (key + ".new")
    shutil.rmtree(str(draft), ignore_errors=True)
    requirement = f"llama-cpp-python=={llama_version()}"
    # pip's own cache would hand back a wheel that was built with other flags.
    command = ["wheel", "--verbose", "--no-deps", "--no-cache-dir", "--wheel-dir", str(draft), requirement]
    pip("llama-build", *command, CMAKE_ARGS=shlex.join(llama_flags()))
    place = CACHE / "wheels" / key
    shutil.rmtree(str(place), ignore_errors=True)
    draft.replace(place)
    wheel = find_wheel(key)
    if wheel is None:
        stop(f"llama.cpp was compiled and left no wheel in {place}.")
    return wheel


# The models


def fetch_models() -> None:
    """Into the cache, where they outlive the environment; the environment then points to them."""
    shelf = CACHE / "models"
    command = [str(venv_python()), "-m", "models.downloads", "--into", str(shelf)]
    if subprocess.run(command, cwd=str(ROOT), env=environment(), check=False).returncode:
        stop("The models could not be fetched.", "Run the same command again: it carries on where it stopped.")
    prepare_embedder(shelf)
    place = VENV / "share" / "wellread" / "models"
    if place.exists() and place.resolve() == shelf.resolve():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_symlink():
        place.unlink()
    shutil.rmtree(str(place), ignore_errors=True)
    try:
        place.symlink_to(shelf, target_is_directory=True)
    except OSError:  # Windows gives links to few
        shutil.copytree(str(shelf), str(place))


def prepare_embedder(shelf: Path) -> None:
    """Make its fast form, so that the first start is a quick one. Where this fails, that start does it."""
    logs = CACHE / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    command = [str(venv_python()), "-m", "models.embedding.making", str(shelf)]
    with (logs / "embedder.log").open("wb") as log:
        subprocess.run(command, cwd=str(ROOT), env=environment(), stderr=log, check=False)


# Running things


def venv_python() -> Path:
    return VENV / "Scripts" / "python.exe" if os.name == "nt" else VENV / "bin" / "python"


def works(python: Path) -> bool:
    if not python.exists():
        return False
    check = f"import sys; raise SystemExit(sys.version_info[:2] != {tuple(sys.version_info[:2])!r})"
    return subprocess.run([str(python), "-c", check], capture_output=True, check=False).returncode == 0


def environment() -> dict[str, str]:
    """Everything that pip and compilers write goes into the cache."""
    scratch = CACHE / "tmp"
    scratch.mkdir(parents=True, exist_ok=True)
    fresh = dict(os.environ)
    fresh.setdefault("PIP_CACHE_DIR", str(CACHE / "pip"))
    fresh.update(TMPDIR=str(scratch), TEMP=str(scratch), TMP=str(scratch), PIP_DISABLE_PIP_VERSION_CHECK="1")
    fresh.pop("PIP_USER", None)
    fresh.pop("PYTHONPATH", None)
    return fresh


def pip(step: str, *arguments: str, **extra: str) -> None:
    run(step, [str(venv_python()), "-m", "pip", "--no-input", *arguments], **extra)


def run(step: str, command: list[str], **extra: str) -> None:
    """Run a step with its output in a log, and show its last line while it runs."""
    logs = CACHE / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    log = logs / (step + ".log")
    with log.open("wb") as out:
        env = dict(environment(), **extra)
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=str(ROOT), env=env)
        try:
            watch(child, log)
        except BaseException:
            child.terminate()
            child.wait()
            raise
    if child.returncode:
        explain(log)


def watch(child: subprocess.Popen[bytes], log: Path) -> None:
    """A line that changes on a terminal; elsewhere a line every half minute, so that a log shows life."""
    terminal = sys.stdout.isatty()
    started = shown = time.monotonic()
    while child.poll() is None:
        time.sleep(0.2)
        now = time.monotonic()
        if terminal:
            line = f"  {now - started:4.0f} s  {last_line(log)}"
            sys.stdout.write("\r" + line[:100].ljust(100))
            sys.stdout.flush()
        elif now - shown >= 30:
            shown = now
            say(f"  {now - started:4.0f} s  {last_line(log)}")
    if terminal:
        sys.stdout.write("\r" + " " * 100 + "\r")
        sys.stdout.flush()


def last_line(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 2000))
        lines = [line.strip() for line in file.read().decode(errors="replace").splitlines() if line.strip()]
    return lines[-1][:90] if lines else ""


REASONS = [
    (r"No space left on device|Errno 28", "The disk is full.", "Free some space and run the same command again."),
    (
        r"CERTIFICATE_VERIFY_FAILED",
        "The package index shows a certificate that this machine does not trust.",
        "Behind a company's proxy, set PIP_CERT to its certificate.",
    ),
    (
        r"NewConnectionError|NameResolution|name resolution|Network is unreachable|Timeout|ProxyError|refused",
        "The Python package index cannot be reached.",
        "The first set-up needs it once; check the network and run the same command again.",
    ),
    (
        r"CMAKE_CXX_COMPILER|No CMAKE_C|could not find any instance of Visual Studio|is not able to compile",
        "There is no C++ compiler that works.",
        "On Debian and Ubuntu: apt install g++. On macOS: xcode-select --install.",
    ),
    (
        r"from versions: none|ResolutionImpossible",
        "The Python package index cannot be reached, or lacks a version that constraints.txt names.",
        "Check the network and the index that pip is set to, and run the same command again.",
    ),
    (
        r"No matching distribution found",
        "The package index has no version of a dependency that fits this machine.",
        "See docs/platforms.md for the machines that Wellread is made for.",
    ),
]


def explain(log: Path) -> NoReturn:
    """Say what went wrong in a sentence, with the end of the log before it."""
    text = log.read_text(errors="replace")
    sys.stderr.write("\n".join(text.splitlines()[-12:]) + "\n\n")
    for pattern, message, hint in REASONS:
        if re.search(pattern, text):
            stop(message, hint)
    stop("A step of the set-up failed.", f"Its whole output is in {log}.")


def say(message: str) -> None:
    print(message, flush=True)


def stop(message: str, hint: str = "") -> NoReturn:
    sys.stderr.write(f"{message} {hint}\n".rstrip() + "\n")
    raise SystemExit(1)


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except KeyboardInterrupt:
        raise SystemExit(130) from None
