{{- /* What all pods have: nobody's user, no rights, nothing to write but their own folders. */ -}}
{{- define "kaipiao.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . | quote }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "kaipiao.container" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end -}}

{{- /* Where a program finds Temporal; the job that migrates, too. */ -}}
{{- define "kaipiao.temporal" -}}
- {name: KAIPIAO_RUN_DIR, value: /run/kaipiao/own}
- {name: KAIPIAO_TEMPORAL_EMBEDDED, value: "false"}
- {name: KAIPIAO_TEMPORAL_KEYS, value: /run/kaipiao/shared/temporal-keys}
{{- with .Values.temporal.profile }}
- {name: TEMPORAL_CONFIG_FILE, value: {{ printf "/run/kaipiao/shared/%s" . | quote }}}
{{- end }}
{{- with .Values.temporal.address }}
- {name: KAIPIAO_TEMPORAL_ADDR, value: {{ . | quote }}}
{{- end }}
{{- with .Values.temporal.namespace }}
- {name: KAIPIAO_TEMPORAL_NAMESPACE, value: {{ . | quote }}}
{{- end }}
{{- with .Values.versions.deployment }}
- {name: KAIPIAO_DEPLOYMENT, value: {{ . | quote }}}
{{- end }}
{{- range $name, $value := .Values.settings }}
- {name: {{ $name | quote }}, value: {{ $value | toString | quote }}}
{{- end }}
{{- end -}}

{{- /* What starter and worker are told alike. */ -}}
{{- define "kaipiao.settings" -}}
- {name: KAIPIAO_PUBLIC_URL, value: {{ .Values.publicURL | quote }}}
- {name: KAIPIAO_COURIER_EVENTS_URL, value: {{ printf "%s/v1/courier/events" .Values.publicURL | quote }}}
- {name: KAIPIAO_PROVIDER_EVENTS_URL, value: {{ printf "%s/v1/provider/events" .Values.publicURL | quote }}}
{{- with .Values.files }}
{{- if .url }}
- {name: KAIPIAO_FILES_URL, value: {{ .url | quote }}}
{{- with .credentials }}
- {name: AWS_SHARED_CREDENTIALS_FILE, value: {{ printf "/run/kaipiao/shared/%s" . | quote }}}
{{- end }}
{{- else }}
- {name: KAIPIAO_FILES_DIR, value: /var/lib/kaipiao/files}
{{- end }}
{{- end }}
- {name: KAIPIAO_ISSUERS, value: /etc/kaipiao/issuers.yaml}
{{- if .Values.policy }}
- {name: KAIPIAO_POLICY, value: /etc/kaipiao/policy.yaml}
{{- end }}
{{- if .Values.limits }}
- {name: KAIPIAO_LIMITS, value: /etc/kaipiao/limits.yaml}
{{- end }}
{{- with .Values.temporal.ui }}
- {name: KAIPIAO_TEMPORAL_UI_ADDR, value: {{ . | quote }}}
{{- end }}
{{- if .Values.provider.file }}
- {name: KAIPIAO_PROVIDERS, value: {{ printf "/run/kaipiao/shared/%s" .Values.provider.file | quote }}}
{{- else }}
- {name: KAIPIAO_PROVIDER_URL, value: {{ required "provider.url: say where the tax provider is, or provider.file" .Values.provider.url | quote }}}
{{- end }}
- {name: KAIPIAO_PROVIDER_PER_SECOND, value: {{ .Values.provider.perSecond | toString | quote }}}
- {name: KAIPIAO_COURIER, value: {{ .Values.courier.kind | quote }}}
{{- if eq .Values.courier.kind "sf" }}
- {name: KAIPIAO_COURIER_FILE, value: {{ printf "/run/kaipiao/shared/%s" (required "courier.file: name the key with SF Express' contract" .Values.courier.file) | quote }}}
{{- else }}
- {name: KAIPIAO_COURIER_URL, value: {{ required "courier.url: say where the courier is" .Values.courier.url | quote }}}
{{- end }}
- {name: KAIPIAO_SMTP_ADDR, value: {{ .Values.mail.server | quote }}}
- {name: KAIPIAO_SMTP_TLS, value: {{ .Values.mail.tls | quote }}}
- {name: KAIPIAO_MAIL_FROM, value: {{ .Values.mail.from | quote }}}
- {name: KAIPIAO_OPERATORS_MAIL, value: {{ .Values.mail.operators | quote }}}
{{- with .Values.mail.user }}
- {name: KAIPIAO_SMTP_USER, value: {{ . | quote }}}
{{- end }}
{{- with .Values.mail.password }}
- {name: KAIPIAO_SMTP_PASSWORD_FILE, value: {{ printf "/run/kaipiao/shared/%s" . | quote }}}
{{- end }}
- {name: KAIPIAO_LOG, value: json}
{{- end -}}

{{- /* Secrets are mounted as whole folders, so that a key that is changed is seen; only group 65532 reads them besides root. */ -}}
{{- define "kaipiao.secrets" -}}
- name: own
  secret: {secretName: {{ .own | quote }}, defaultMode: 0440}
- name: shared
  secret: {secretName: {{ .all.Values.secrets.shared | quote }}, defaultMode: 0440}
{{- end -}}

{{- define "kaipiao.volumes" -}}
{{ include "kaipiao.secrets" . }}
- name: configuration
  configMap: {name: {{ include "kaipiao.name" .all }}-configuration}
{{- if not .all.Values.files.url }}
- name: files
  persistentVolumeClaim: {claimName: {{ include "kaipiao.claim" .all | quote }}}
{{- end }}
- name: temporary
  emptyDir: {sizeLimit: {{ .all.Values.temporary | quote }}}
{{- end -}}

{{- define "kaipiao.mounts" -}}
- {name: own, mountPath: /run/kaipiao/own, readOnly: true}
- {name: shared, mountPath: /run/kaipiao/shared, readOnly: true}
- {name: configuration, mountPath: /etc/kaipiao, readOnly: true}
{{- if not .Values.files.url }}
- {name: files, mountPath: /var/lib/kaipiao/files}
{{- end }}
- {name: temporary, mountPath: /tmp}
{{- end -}}

{{- /* Pods of a program go to different machines where that can be. */ -}}
{{- define "kaipiao.placing" -}}
{{- $own := index .all.Values .program -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "kaipiao.selector" . | nindent 8 }}
{{- with $own.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $own.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $own.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "kaipiao.annotations" -}}
{{- $own := index .all.Values .program -}}
checksum/configuration: {{ include (print .all.Template.BasePath "/configuration.yaml") .all | sha256sum }}
prometheus.io/scrape: "true"
prometheus.io/port: {{ .metrics | quote }}
{{- with $own.podAnnotations }}
{{ toYaml . }}
{{- end }}
{{- end -}}
