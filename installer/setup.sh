#!/bin/sh
# Prepare this checkout: system libraries that Qt needs, a virtual environment, the program.
#   sh installer/setup.sh          what the program needs
#   sh installer/setup.sh dev      also what its tests need
# Run again at any time: what is there already is left alone.
set -eu
cd "$(dirname "$0")/.."
wanted=${1:-run}

QT="libegl1 libgl1 libglib2.0-0 libxkbcommon0 libfontconfig1 libdbus-1-3 libgssapi-krb5-2 libbrotli1
    libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
packages=$QT
python3 -c 'import ensurepip, venv' 2>/dev/null || packages="python3 python3-venv $packages"
if [ "$wanted" = dev ]; then
    packages="$packages poppler-utils qpdf"
    command -v npm >/dev/null || packages="$packages nodejs npm"
fi

missing=
if command -v dpkg-query >/dev/null; then
    for package in $packages; do
        dpkg-query -W -f='${Status}\n' "$package" "${package}t64" 2>/dev/null |
            grep -q 'install ok installed' || missing="$missing $package"
    done
    # A program that came another way than by its package is there all the same.
    for program in pdftoppm:poppler-utils qpdf:qpdf npm:npm npm:nodejs; do
        command -v "${program%%:*}" >/dev/null && missing=$(echo "$missing " | sed "s/ ${program##*:} / /")
    done
fi
missing=$(echo $missing)
if [ -n "$missing" ]; then
    echo "Instalando bibliotecas del sistema / installing system libraries: $missing"
    if [ "$(id -u)" = 0 ]; then sudo=; else sudo=sudo; fi
    if [ -z "$sudo" ] || sudo -n true 2>/dev/null; then
        $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq
        $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    else
        echo "Hace falta una persona con permisos de administración. Escriba:"
        echo "An administrator is needed. Type:"
        echo "    sudo apt-get install $missing"
        python3 -c 'import ensurepip, venv' 2>/dev/null || exit 1
    fi
fi

python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Se necesita Python 3.11 o posterior / Python 3.11 or later is needed"
    exit 1
}
[ -x .venv/bin/python ] || python3 -m venv .venv
stamp=.venv/.installed-$wanted
if [ ! -e "$stamp" ] || [ pyproject.toml -nt "$stamp" ]; then
    echo "Instalando el programa / installing the program (1-3 min)"
    if [ "$wanted" = dev ]; then
        .venv/bin/python -m pip install -q --disable-pip-version-check -e '.[dev]'
    else
        .venv/bin/python -m pip install -q --disable-pip-version-check -e .
    fi
    touch "$stamp"
fi
.venv/bin/python -m vipmg.i18n
# Public test vectors and a second implementation of age, for the tests alone.
if [ "$wanted" = dev ] && [ ! -d .npm/node_modules/age-encryption ] && command -v npm >/dev/null; then
    npm install --silent --no-audit --no-fund --prefix .npm age-encryption@0.3 cctv-age@0.2 >/dev/null 2>&1 ||
        echo "Sin vectores de prueba de age: esas pruebas se saltan / no age test vectors: those tests are skipped"
fi
