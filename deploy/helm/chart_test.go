// Package helm holds the chart for Kubernetes; its tests render it, and hold what comes of it against Kubernetes' own types and schemas.
package helm

import (
	"bytes"
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	apps "k8s.io/api/apps/v1"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	"k8s.io/client-go/openapi/openapitest"
	"sigs.k8s.io/yaml"
)

// object is what is looked at in every rendered object.
type object struct {
	Kind     string `json:"kind"`
	Version  string `json:"apiVersion"`
	Metadata struct {
		Name string `json:"name"`
	} `json:"metadata"`
}

// kinds are Kubernetes' own types of what the chart makes.
var kinds = map[string]func() any{
	"v1/ConfigMap":                       func() any { return &core.ConfigMap{} },
	"v1/PersistentVolumeClaim":           func() any { return &core.PersistentVolumeClaim{} },
	"v1/Service":                         func() any { return &core.Service{} },
	"apps/v1/Deployment":                 func() any { return &apps.Deployment{} },
	"batch/v1/Job":                       func() any { return &batch.Job{} },
	"networking.k8s.io/v1/Ingress":       func() any { return &networking.Ingress{} },
	"networking.k8s.io/v1/NetworkPolicy": func() any { return &networking.NetworkPolicy{} },
	"policy/v1/PodDisruptionBudget":      func() any { return &policy.PodDisruptionBudget{} },
}

// Whatever is chosen, Kubernetes takes what comes of it: every field is one that its types know, and what its published schemas ask for is there.
func TestWhatIsRenderedIsWhatKubernetesTakes(t *testing.T) {
	schemas := published(t)
	for name, files := range map[string][]string{"least": {"least.yaml"}, "everything": {"least.yaml", "everything.yaml"}, "bucket": {"least.yaml", "bucket.yaml"}} {
		t.Run(name, func(t *testing.T) {
			rendered, err := render(t, values(t, files...))
			require.NoError(t, err)
			found := map[string]bool{}
			for _, one := range rendered {
				var head object
				require.NoError(t, yaml.Unmarshal(one, &head))
				kind := head.Version + "/" + head.Kind
				require.Contains(t, kinds, kind)
				found[kind] = true
				into := kinds[kind]()
				require.NoError(t, yaml.UnmarshalStrict(one, into), "%s %s:\n%s", kind, head.Metadata.Name, one)
				if schema := schemas[kind]; schema != nil {
					converted, err := yaml.YAMLToJSON(one)
					require.NoError(t, err)
					value, err := jsonschema.UnmarshalJSON(bytes.NewReader(converted))
					require.NoError(t, err)
					require.NoError(t, schema.Validate(value), "%s %s", kind, head.Metadata.Name)
				}
			}
			require.Equal(t, name == "everything", found["networking.k8s.io/v1/Ingress"])
			require.Equal(t, name == "least", found["v1/PersistentVolumeClaim"])
			require.True(t, found["batch/v1/Job"] && found["policy/v1/PodDisruptionBudget"] && found["networking.k8s.io/v1/NetworkPolicy"])
		})
	}
}

// S5, S6: a pod runs as nobody, writes its own folders alone, has no token of the cluster, and no secret stands in what is rendered; of two
// copies of each program one stays, whatever machine is emptied.
func TestS5APodHasNoRightsAndNoSecretInClear(t *testing.T) {
	rendered, err := render(t, values(t, "least.yaml", "everything.yaml"))
	require.NoError(t, err)
	pods := map[string]core.PodSpec{}
	for _, one := range rendered {
		var deployment apps.Deployment
		require.NoError(t, yaml.Unmarshal(one, &deployment))
		require.NotRegexp(t, `postgres://[^@/"]*:[^@/"]*@`, string(one), "a password stands in an address")
		if deployment.Kind == "Deployment" {
			require.GreaterOrEqual(t, *deployment.Spec.Replicas, int32(2))
			require.Equal(t, 0, deployment.Spec.Strategy.RollingUpdate.MaxUnavailable.IntValue())
		}
		if deployment.Kind == "Deployment" || deployment.Kind == "Job" {
			pods[deployment.Name] = deployment.Spec.Template.Spec
		}
	}
	require.Len(t, pods, 5)
	for name, pod := range pods {
		require.False(t, *pod.AutomountServiceAccountToken, name)
		require.True(t, *pod.SecurityContext.RunAsNonRoot, name)
		require.Equal(t, core.SeccompProfileTypeRuntimeDefault, pod.SecurityContext.SeccompProfile.Type, name)
		for _, container := range pod.Containers {
			require.True(t, *container.SecurityContext.ReadOnlyRootFilesystem, name)
			require.False(t, *container.SecurityContext.AllowPrivilegeEscalation, name)
			require.Equal(t, []core.Capability{"ALL"}, container.SecurityContext.Capabilities.Drop, name)
			require.NotEmpty(t, container.Resources.Limits, name)
			mounted := map[string]bool{}
			for _, mount := range container.VolumeMounts {
				require.Empty(t, mount.SubPath, "a key that is changed would not be seen")
				mounted[mount.Name] = true
			}
			for _, volume := range pod.Volumes {
				require.True(t, mounted[volume.Name], "%s mounts no %s", name, volume.Name)
			}
		}
	}
	// each has the Secret of its own role, and no other's
	for name, secret := range map[string]string{
		"invoices-starter": "a", "invoices-worker-0-1-1": "b", "invoices-worker-0-1-0": "b", "invoices-worker-0-0-9-3-g47a7ae": "b", "invoices-migrate": "c",
	} {
		require.Equal(t, secret, pods[name].Volumes[0].Secret.SecretName, name)
	}
}

// I6: with a bucket nobody needs a disk that many machines write, and every program is told of the bucket and of what opens it.
func TestI6FilesInABucketNeedNoDisk(t *testing.T) {
	rendered, err := render(t, values(t, "least.yaml", "bucket.yaml"))
	require.NoError(t, err)
	told := 0
	for _, one := range rendered {
		require.NotContains(t, string(one), "persistentVolumeClaim")
		require.NotContains(t, string(one), "/var/lib/kaipiao/files")
		var deployment apps.Deployment
		require.NoError(t, yaml.Unmarshal(one, &deployment))
		if deployment.Kind != "Deployment" {
			continue
		}
		environment := deployment.Spec.Template.Spec.Containers[0].Env
		require.Contains(t, environment, core.EnvVar{Name: "KAIPIAO_FILES_URL", Value: "s3://kaipiao-files/finance?endpoint=https://minio.internal:9000"})
		require.Contains(t, environment, core.EnvVar{Name: "AWS_SHARED_CREDENTIALS_FILE", Value: "/run/kaipiao/shared/s3-credentials"})
		told++
	}
	require.Equal(t, 2, told)
}

// Lists are read in a replica by the starter alone, with the role that only reads; where none is named nobody is told of one.
func TestTheStarterAloneReadsListsInAReplica(t *testing.T) {
	for name, files := range map[string][]string{"least": {"least.yaml"}, "everything": {"least.yaml", "everything.yaml"}} {
		rendered, err := render(t, values(t, files...))
		require.NoError(t, err)
		told := map[string]string{}
		for _, one := range rendered {
			var deployment apps.Deployment
			require.NoError(t, yaml.Unmarshal(one, &deployment))
			for _, container := range deployment.Spec.Template.Spec.Containers {
				for _, variable := range container.Env {
					if variable.Name == "KAIPIAO_DATABASE_REPLICA_URL" {
						told[container.Name] = variable.Value
					}
				}
			}
		}
		if name == "least" {
			require.Empty(t, told)
			continue
		}
		require.Equal(t, map[string]string{"starter": "postgres://kaipiao_reader@replica.internal:5434/invoices?sslmode=verify-ca" +
			"&sslrootcert=/run/kaipiao/shared/database-ca.pem&passfile=/run/kaipiao/own/database-pgpass"}, told)
	}
}

// Where workers have versions, those of an earlier build go on beside the new ones, with its image, and none is counted as another's.
func TestWorkersOfAnEarlierBuildGoOnBeside(t *testing.T) {
	rendered, err := render(t, values(t, "least.yaml", "everything.yaml"))
	require.NoError(t, err)
	images, told := map[string]string{}, map[string]string{}
	for _, one := range rendered {
		var deployment apps.Deployment
		require.NoError(t, yaml.Unmarshal(one, &deployment))
		if deployment.Kind != "Deployment" {
			continue
		}
		require.Equal(t, deployment.Spec.Selector.MatchLabels, deployment.Spec.Template.Labels)
		container := deployment.Spec.Template.Spec.Containers[0]
		for _, variable := range container.Env {
			if variable.Name == "KAIPIAO_DEPLOYMENT" {
				told[deployment.Name] = variable.Value
			}
		}
		if build := deployment.Spec.Template.Labels["kaipiao/build"]; build != "" {
			require.True(t, strings.HasSuffix(container.Image, "/kaipiao-worker:"+build), container.Image)
			images[build] = deployment.Name
		}
	}
	require.Equal(t, map[string]string{
		"0.1.1": "invoices-worker-0-1-1", "0.1.0": "invoices-worker-0-1-0", "0.0.9-3-g47a7aee12345": "invoices-worker-0-0-9-3-g47a7ae",
	}, images)
	require.Len(t, told, 4, "the starter, too: its commands say which is current")
}

// settingNames are all settings that the programs read, from where they are declared.
func settingNames(t *testing.T) []string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "settings", "settings.go"))
	require.NoError(t, err)
	var names []string
	for _, found := range regexp.MustCompile("`env:\"([A-Z_]+)\"").FindAllSubmatch(content, -1) {
		names = append(names, string(found[1]))
	}
	require.Greater(t, len(names), 30)
	return names
}

// What a pod is told is a setting that there is, told once.
func TestEverySettingOfAPodIsOneThatIsRead(t *testing.T) {
	known := settingNames(t)
	for _, files := range [][]string{{"least.yaml"}, {"least.yaml", "everything.yaml"}} {
		rendered, err := render(t, values(t, files...))
		require.NoError(t, err)
		for _, one := range rendered {
			var deployment apps.Deployment
			require.NoError(t, yaml.Unmarshal(one, &deployment))
			told := map[string]bool{}
			for _, container := range deployment.Spec.Template.Spec.Containers {
				for _, variable := range container.Env {
					require.False(t, told[variable.Name], "%s is told twice", variable.Name)
					told[variable.Name] = true
					if strings.HasPrefix(variable.Name, "KAIPIAO_") {
						require.Contains(t, known, variable.Name)
					}
				}
			}
		}
	}
}

// Who copies the example of the document has a chart that is rendered.
func TestTheExampleOfTheDocumentIsTaken(t *testing.T) {
	document, err := os.ReadFile(filepath.Join("..", "..", "docs", "install.md"))
	require.NoError(t, err)
	_, example, found := strings.Cut(string(document), "```yaml\npublicURL:")
	require.True(t, found)
	example, _, found = strings.Cut(example, "```")
	require.True(t, found)
	var said map[string]any
	require.NoError(t, yaml.UnmarshalStrict([]byte("publicURL:"+example), &said))
	rendered, err := render(t, said)
	require.NoError(t, err)
	require.Greater(t, len(rendered), 8)
}

// What cannot be meant is refused before anything is changed, with the name of the value.
func TestTheSchemaRefusesWhatCannotBeMeant(t *testing.T) {
	for says, change := range map[string]string{
		"publicURL":  `publicURL: http://invoices.example.com`,
		"registry":   `image: {registry: ""}`,
		"sslmode":    `database: {sslmode: require}`,
		"replicas":   `worker: {replicas: 0}`,
		"deployment": `versions: {deployment: kai.piao}`,
		"beside":     `versions: {beside: [""]}`,
		"replica":    `starter: {replica: 3}`,
		"courier":    `courier: {kind: sf, file: ""}`,
		"temporal":   `temporal: {address: ""}`,
		"provider":   `provider: {file: ""}`,
		"PATH":       `settings: {PATH: /tmp}`,
		"issuers":    `issuers: ""`,
		"server":     `mail: {server: smtp.example.com}`,
		"repository": `repository: x`,
	} {
		with := values(t, "least.yaml")
		var changed map[string]any
		require.NoError(t, yaml.Unmarshal([]byte(change), &changed))
		_, err := render(t, chartutil.MergeTables(changed, with))
		require.ErrorContains(t, err, says, change)
	}
	_, err := render(t, nil)
	require.ErrorContains(t, err, "publicURL", "nothing is said")
}

// values are those of files, of which the later ones have precedence.
func values(t *testing.T, files ...string) map[string]any {
	t.Helper()
	all := map[string]any{}
	for _, name := range files {
		content, err := os.ReadFile(filepath.Join("testdata", name))
		require.NoError(t, err)
		var read map[string]any
		require.NoError(t, yaml.UnmarshalStrict(content, &read))
		all = chartutil.MergeTables(read, all)
	}
	return all
}

// render makes the objects of the chart, as `helm template` does.
func render(t *testing.T, values map[string]any) ([][]byte, error) {
	t.Helper()
	chart, err := loader.LoadDir("kaipiao")
	require.NoError(t, err)
	require.NoError(t, chart.Validate())
	options := chartutil.ReleaseOptions{Name: "invoices", Namespace: "finance", Revision: 1, IsInstall: true}
	all, err := chartutil.ToRenderValues(chart, values, options, chartutil.DefaultCapabilities)
	if err != nil {
		return nil, err
	}
	rendered, err := engine.Engine{Strict: true}.Render(chart, all)
	if err != nil {
		return nil, err
	}
	var objects [][]byte
	for name, content := range rendered {
		if path.Ext(name) != ".yaml" {
			continue
		}
		for one := range strings.SplitSeq(content, "\n---\n") {
			if strings.TrimSpace(one) != "" {
				objects = append(objects, []byte(one))
			}
		}
	}
	return objects, nil
}

// published are the schemas that Kubernetes publishes (OpenAPI), of those kinds that its client carries along.
func published(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	groups, err := openapitest.NewEmbeddedFileClient().Paths()
	require.NoError(t, err)
	compiler, found := jsonschema.NewCompiler(), map[string]*jsonschema.Schema{}
	compiler.DefaultDraft(jsonschema.Draft4)
	for group, reader := range groups {
		if !slices.Contains([]string{"api/v1", "apis/apps/v1", "apis/batch/v1"}, group) {
			continue
		}
		content, err := reader.Schema("application/json")
		require.NoError(t, err)
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
		require.NoError(t, err)
		require.NoError(t, compiler.AddResource(group+".json", document))
		for kind := range kinds {
			version, name := path.Split(kind)
			if strings.TrimPrefix(strings.TrimPrefix(group, "apis/"), "api/") == strings.TrimSuffix(version, "/") {
				if version == "v1/" {
					version = "core/v1/"
				}
				prefix := "io.k8s.api." + strings.ReplaceAll(strings.TrimSuffix(version, "/"), "/", ".")
				found[kind], err = compiler.Compile(group + ".json#/components/schemas/" + prefix + "." + name)
				require.NoError(t, err)
			}
		}
	}
	require.Len(t, found, 5, "the schemas of a group are missing")
	return found
}

// values.yaml explains itself to the schema: each of its keys is one that the schema has, and the other way round.
func TestEveryValueIsInTheSchema(t *testing.T) {
	var defaults map[string]any
	content, err := os.ReadFile(filepath.Join("kaipiao", "values.yaml"))
	require.NoError(t, err)
	require.NoError(t, yaml.UnmarshalStrict(content, &defaults))
	var schema struct {
		Properties map[string]struct {
			Properties map[string]any `json:"properties"`
		} `json:"properties"`
	}
	content, err = os.ReadFile(filepath.Join("kaipiao", "values.schema.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(content, &schema))
	for name, property := range schema.Properties {
		if name == "global" { // Helm's own
			continue
		}
		require.Contains(t, defaults, name)
		inner, _ := defaults[name].(map[string]any)
		for key := range property.Properties {
			require.Contains(t, inner, key, name)
		}
	}
	for name := range defaults {
		require.Contains(t, schema.Properties, name)
	}
}
