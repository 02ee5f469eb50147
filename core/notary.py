"""The notary: signs every file that leaves, as C2PA content credentials, with a certificate of this house or the host's own."""

import io
import json
import logging
import shutil
import tempfile
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from PIL import Image

from core import marks
from core.marks import MIME, Kind, Made
from core.settings import BadSettings, Settings

log = logging.getLogger("salon.notary")

VERSION = "0.1.0"
YEARS = 10
CHAIN, KEY = "chain.pem", "key.pem"
_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip
LONGEST_TITLE = 120
OFFLINE = {
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {
        "remote_manifest_fetch": False,
        "ocsp_fetch": False,
        "verify_after_sign": False,
        "verify_trust": False,
    },
}
"""No thumbnail (they weigh up to 2 MB), and no connection to anywhere, neither to sign nor to read."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A certificate chain (PEM, the signer's first) and the private key to it, with the algorithm's C2PA name."""

    chain: bytes
    key: bytes
    alg: str


class Notary:
    """Encodes and signs files. Its library and its keys are loaded at the first need."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self.fault = ""

    def file(
        self, pixels: Image.Image, kind: Kind, made: Made, *, source: bytes | None = None, quality: int = 0
    ) -> bytes:
        """Return a picture as a file with all its marks; `source` is the encoded picture it was made from, if any."""
        return self.sign(marks.encoded(pixels, kind, made, quality=quality), kind, made, source=source)

    def sign(self, data: bytes, kind: Kind, made: Made, *, source: bytes | None = None) -> bytes:
        """Sign an encoded file as it is, last of all. Without the library it stays unsigned, and the doctor says so."""
        with self._lock:
            signer = self._signer
        if signer is None:
            return data
        c2pa, context, with_key = signer
        builder = c2pa.Builder(json.dumps(_manifest(made, edited=source is not None)), context)
        signed = io.BytesIO()
        try:
            if source is not None:
                _add_parent(builder, source)
            builder.sign(with_key, MIME[kind], io.BytesIO(data), signed)
        except (c2pa.C2paError, OSError, ValueError) as error:
            if source is not None:  # an unreadable history must not keep a picture from its member
                log.warning("a picture's source could not be told in its credentials: %s", error)
                return self.sign(data, kind, made)
            raise
        return signed.getvalue()

    @cached_property
    def _signer(self) -> tuple[Any, Any, Any] | None:
        try:
            import c2pa
        except (ImportError, OSError) as error:
            self.fault = f"files are not signed, as the C2PA library does not load: {error}"
            log.warning(self.fault)
            return None
        own = credentials_of(self._settings)
        info = c2pa.C2paSignerInfo(
            own.alg.encode(), own.chain, own.key, None
        )  # no time authority: that is a connection
        return c2pa, c2pa.Context(c2pa.Settings.from_dict(OFFLINE)), c2pa.Signer.from_info(info)

    @property
    def ready(self) -> bool:
        """Whether files can be signed here."""
        with self._lock:
            return self._signer is not None


def _manifest(made: Made, *, edited: bool) -> dict[str, Any]:
    agent = {"name": made.painter or "Salon"} | ({"version": made.version} if made.version else {})
    fresh = {"action": "c2pa.created", "digitalSourceType": made.source_type, "softwareAgent": agent}
    opened = {"action": "c2pa.opened", "parameters": {"ingredientIds": ["source"]}}
    changed = {"action": "c2pa.edited", "digitalSourceType": made.source_type, "softwareAgent": agent}
    actions = ([opened, changed] if made.stated is None else [opened]) if edited else [fresh]
    manifest: dict[str, Any] = {
        "claim_generator_info": [{"name": "Salon", "version": VERSION}],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": actions}}],
    }
    return manifest | ({"title": made.title[:LONGEST_TITLE]} if made.title else {})


def _add_parent(builder: Any, source: bytes) -> None:
    """Name the picture that this one was made from, with whatever credentials it brings."""
    with Image.open(io.BytesIO(source), formats=("PNG", "WEBP", "JPEG")) as opened:
        mime = Image.MIME.get(opened.format or "", "image/png")
    facts = {"title": "source", "relationship": "parentOf", "label": "source"}
    builder.add_ingredient_from_stream(json.dumps(facts), mime, io.BytesIO(source))


def credentials_of(settings: Settings) -> Credentials:
    """Return the host's own credentials, or the house's, which are made at the first call; BadSettings for unfit ones."""
    if settings.c2pa_cert or settings.c2pa_key:
        return _read(Path(settings.c2pa_cert), Path(settings.c2pa_key))
    folder = settings.keys_folder / "c2pa"
    if not (folder / KEY).exists():
        _make(folder)
    return _read(folder / CHAIN, folder / KEY)


def _read(chain: Path, key: Path) -> Credentials:
    try:
        certificate, private = chain.read_bytes(), key.read_bytes()
        loaded = serialization.load_pem_private_key(private, None)
        x509.load_pem_x509_certificates(certificate)
    except OSError as error:
        raise BadSettings(f"SALON_C2PA_CERT, SALON_C2PA_KEY: {error.filename or chain} can't be read") from None
    except (ValueError, TypeError):
        raise BadSettings(
            f"SALON_C2PA_CERT, SALON_C2PA_KEY: {chain} and {key} must be PEM, the key not locked"
        ) from None
    match loaded:
        case ec.EllipticCurvePrivateKey():
            alg = {256: "es256", 384: "es384"}.get(loaded.curve.key_size, "es512")
        case ed25519.Ed25519PrivateKey():
            alg = "ed25519"
        case rsa.RSAPrivateKey():
            alg = "ps256"
        case _:
            raise BadSettings(f"SALON_C2PA_KEY: {key} is of a kind that C2PA does not know; ES256 is usual")
    plain = loaded.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Credentials(certificate, plain, alg)


def _make(folder: Path) -> None:
    """Write a root and a signer of this house, in one step: of several processes that start at once one wins."""
    root, leaf = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    above = _certificate("Salon house root", root, "Salon house root", root, authority=True)
    own = _certificate("Salon", leaf, "Salon house root", root, authority=False)
    pem = serialization.Encoding.PEM
    private = leaf.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))  # readable by its owner alone
    try:
        (fresh / CHAIN).write_bytes(own.public_bytes(pem) + above.public_bytes(pem))
        (fresh / KEY).touch(mode=0o600)
        (fresh / KEY).write_bytes(private)
        fresh.rename(folder)
    except OSError:
        if not (folder / KEY).exists():
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, issuer: str, by: ec.EllipticCurvePrivateKey, *, authority: bool
) -> x509.Certificate:
    """Return a certificate as C2PA wants it: a root that may sign one level, or a signer of claims below it."""
    now, public = datetime.now(UTC), key.public_key()
    usage = dict.fromkeys(_USAGES, False) | (
        {"key_cert_sign": True, "crl_sign": True} if authority else {"digital_signature": True}
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    )
    if not authority:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    return made.sign(by, hashes.SHA256())


def _named(name: str) -> x509.Name:
    own = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Salon"), x509.NameAttribute(NameOID.COMMON_NAME, name)
    return x509.Name(own)
