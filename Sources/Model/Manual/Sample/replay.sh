#!/bin/sh
# 引数 1: どこまで適用するか。標準入力: データベースのパスワード。
# Argument 1: how far to replay. Standard input: the database's password.
set -eu
IFS= read -r password || true
PGPASSWORD=$password exec /opt/jumin/bin/replay-journal --until "$1"
