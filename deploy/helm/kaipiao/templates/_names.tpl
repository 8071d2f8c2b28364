{{- /* What all objects are called, and what marks those of a program: dict "all" . "program" "worker"; and of a build: "build" "0.1.0" */ -}}
{{- define "kaipiao.name" -}}
{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- end -}}

{{- define "kaipiao.selector" -}}
app.kubernetes.io/name: kaipiao
app.kubernetes.io/instance: {{ .all.Release.Name | quote }}
app.kubernetes.io/component: {{ .program }}
{{- with get . "build" }}
kaipiao/build: {{ . | quote }}
{{- end }}
{{- end -}}

{{- define "kaipiao.labels" -}}
app.kubernetes.io/name: kaipiao
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "kaipiao-%s" .Chart.Version | replace "+" "_" | quote }}
{{- end -}}

{{- define "kaipiao.image" -}}
{{ .all.Values.image.registry }}/kaipiao-{{ .program }}:{{ get . "build" | default (.all.Values.image.tag | default .all.Chart.AppVersion) }}
{{- end -}}

{{- define "kaipiao.claim" -}}
{{ .Values.files.existingClaim | default (printf "%s-files" (include "kaipiao.name" .)) }}
{{- end -}}

{{- /* The database's address with the role of a program; the password is in the file of its own Secret. "at" is another server than the primary. */ -}}
{{- define "kaipiao.database" -}}
{{- $d := .all.Values.database -}}
{{- $at := get . "at" | default $d -}}
postgres://kaipiao_{{ .role }}@{{ $at.host }}:{{ $at.port }}/{{ $d.name }}?sslmode={{ $d.sslmode }}
{{- if $d.authority }}&sslrootcert=/run/kaipiao/shared/{{ $d.authority }}{{ end -}}
&passfile=/run/kaipiao/own/database-pgpass
{{- end -}}
