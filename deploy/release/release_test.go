package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
	ofimage "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/validate"
	"github.com/stretchr/testify/require"
)

var made = source{Version: "0.1.0", Hash: strings.Repeat("ab", 20), At: time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)}

// An image is what registries and engines take: an OCI layout with an index of architectures, in which each program runs as nobody of the
// machine's, with the certificates that TLS needs, and says which version it is. Made again it is the same to the byte.
func TestAnImageIsRunByNobodyAndIsTheSameTwice(t *testing.T) {
	built := image{
		Program: "starter", Shared: system(), Command: []string{"serve"},
		Binaries: map[string][]byte{"amd64": []byte("program for amd64"), "arm64": []byte("program for arm64")},
	}
	one, other := filepath.Join(t.TempDir(), "one.tar"), filepath.Join(t.TempDir(), "other.tar")
	require.NoError(t, writeLayout(made, built, one))
	require.NoError(t, writeLayout(made, built, other))
	require.Equal(t, read(t, one), read(t, other))

	folder := t.TempDir()
	for name, content := range unpacked(t, read(t, one)) {
		require.NoError(t, os.MkdirAll(filepath.Join(folder, filepath.Dir(name)), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), content.content, 0o600))
	}
	all, err := layout.ImageIndexFromPath(folder)
	require.NoError(t, err)
	require.NoError(t, validate.Index(all), "a digest or a size is not that of its content")
	top, err := all.IndexManifest()
	require.NoError(t, err)
	require.Len(t, top.Manifests, 1)
	require.Equal(t, "0.1.0", top.Manifests[0].Annotations["org.opencontainers.image.ref.name"])
	index, err := all.ImageIndex(top.Manifests[0].Digest)
	require.NoError(t, err)
	platforms, err := index.IndexManifest()
	require.NoError(t, err)
	require.Len(t, platforms.Manifests, 2)
	for i, architecture := range []string{"amd64", "arm64"} {
		require.Equal(t, "linux/"+architecture, platforms.Manifests[i].Platform.String())
		found, err := index.Image(platforms.Manifests[i].Digest)
		require.NoError(t, err)
		looksLikeStarter(t, found, architecture)
	}
}

func looksLikeStarter(t *testing.T, found ofimage.Image, architecture string) {
	t.Helper()
	config, err := found.ConfigFile()
	require.NoError(t, err)
	require.Equal(t, architecture, config.Architecture)
	require.Equal(t, "65532:65532", config.Config.User)
	require.Equal(t, []string{"/usr/local/bin/starter"}, config.Config.Entrypoint)
	require.Equal(t, []string{"serve"}, config.Config.Cmd)
	require.Equal(t, made.Hash, config.Config.Labels["org.opencontainers.image.revision"])
	require.Equal(t, made.At, config.Created.UTC())
	layers, err := found.Layers()
	require.NoError(t, err)
	require.Len(t, layers, 2)
	files := map[string]entry{}
	for _, layer := range layers {
		uncompressed, err := layer.Uncompressed()
		require.NoError(t, err)
		content, err := io.ReadAll(uncompressed)
		require.NoError(t, err)
		for name, one := range unpacked(t, content) {
			files[name] = one
		}
	}
	require.Equal(t, "program for "+architecture, string(files["usr/local/bin/starter"].content))
	require.Equal(t, int64(0o755), files["usr/local/bin/starter"].head.Mode)
	require.Equal(t, int64(0o1777), files["tmp/"].head.Mode)
	require.Equal(t, 65532, files["var/lib/kaipiao/"].head.Uid)
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(files["etc/ssl/certs/ca-certificates.crt"].content), "nobody is trusted")
}

// An archive says nothing of who packed it, or when.
func TestAnArchiveIsTheSameWhateverOrderItsFilesCameIn(t *testing.T) {
	a, b := file{Name: "a", Mode: 0o755, Content: []byte("1")}, file{Name: "b", Mode: 0o644, Content: []byte("2")}
	one, err := packed([]file{a, b}, made.At)
	require.NoError(t, err)
	other, err := packed([]file{b, a}, made.At)
	require.NoError(t, err)
	require.Equal(t, one, other)
	unzipped, err := gzip.NewReader(bytes.NewReader(one))
	require.NoError(t, err)
	require.True(t, unzipped.ModTime.IsZero())
	archive, err := io.ReadAll(unzipped)
	require.NoError(t, err)
	for name, one := range unpacked(t, archive) {
		require.True(t, made.At.Equal(one.head.ModTime), name)
		require.Zero(t, one.head.Uid, name)
		require.Empty(t, one.head.Uname, name)
	}
}

// The version is the tag, and a semantic version also where there is none; a tag without its chapter in the list of changes is refused.
func TestTheVersionIsTheTags(t *testing.T) {
	for described, version := range map[string]string{
		"v0.1.0": "0.1.0", "v0.1.0-3-g47a7aee12345": "0.1.0-3-g47a7aee12345", "v1.2.3-dirty": "1.2.3-dirty", "47a7aee12345": "0.0.0-g47a7aee12345",
	} {
		require.Equal(t, version, versionOf(described))
	}
	checkout := t.TempDir()
	for _, arguments := range [][]string{
		{"init", "-q"}, {"-c", "user.name=n", "-c", "user.email=n@example.com", "commit", "-q", "--allow-empty", "-m", "first"}, {"tag", "v0.1.0"},
	} {
		said, err := exec.Command("git", append([]string{"-C", checkout}, arguments...)...).CombinedOutput()
		require.NoError(t, err, string(said))
	}
	found, err := commit(t.Context(), checkout)
	require.NoError(t, err)
	require.Equal(t, "0.1.0", found.Version)
	require.Len(t, found.Hash, 40)

	changes := filepath.Join(checkout, "CHANGELOG.md")
	require.NoError(t, os.WriteFile(changes, []byte("# Changes\n\n## Unreleased\n"), 0o600))
	require.ErrorIs(t, checkChanges(changes, found), errNoChapter)
	require.NoError(t, checkChanges(changes, source{Version: "0.1.0-3-g47a7aee12345"}))
	require.NoError(t, os.WriteFile(changes, []byte("# Changes\n\n## 0.1.0 - 2026-11-28\n"), 0o600))
	require.NoError(t, checkChanges(changes, found))
}

// The list of what a release is made of names each module once, under the programs that have it, and what npm installs with its checksum.
func TestTheListOfPartsIsOneForAllPrograms(t *testing.T) {
	described := func(main string, modules ...string) *cdx.BOM {
		components := []cdx.Component{}
		for _, module := range modules {
			components = append(components, cdx.Component{BOMRef: module, Type: cdx.ComponentTypeLibrary, Name: module})
		}
		return &cdx.BOM{
			Metadata: &cdx.Metadata{Component: &cdx.Component{BOMRef: main}}, Components: &components,
			Dependencies: &[]cdx.Dependency{{Ref: main, Dependencies: &modules}},
		}
	}
	list := newList(made)
	list.take("starter", described("m", "b", "a"))
	list.take("worker", described("m", "b"))
	require.NoError(t, list.takeNPM("../../package-lock.json"))
	written, err := list.written()
	require.NoError(t, err)
	again, err := list.written()
	require.NoError(t, err)
	require.Equal(t, written, again)
	var parsed cdx.BOM
	require.NoError(t, cdx.NewBOMDecoder(bytes.NewReader(written), cdx.BOMFileFormatJSON).Decode(&parsed))
	require.Equal(t, "0.1.0", parsed.Metadata.Component.Version)
	needs, names := map[string][]string{}, map[string]int{}
	for _, dependency := range *parsed.Dependencies {
		if dependency.Dependencies != nil {
			needs[dependency.Ref] = *dependency.Dependencies
		}
	}
	for _, component := range *parsed.Components {
		names[component.Name]++
	}
	require.Equal(t, []string{"starter", "worker"}, needs["kaipiao"])
	require.Equal(t, []string{"b"}, needs["worker"])
	require.Subset(t, needs["starter"], []string{"a", "b"})
	for _, name := range []string{"a", "b", "@expo-google-fonts/noto-sans-sc", "htmx.org", "swagger-ui-dist"} {
		require.Equal(t, 1, names[name], name)
	}
}

// The chart has the release's version, and the checksums are those that sha256sum finds.
func TestTheChartAndTheChecksums(t *testing.T) {
	into := t.TempDir()
	require.NoError(t, packChart(made, filepath.Join("..", "helm", "kaipiao"), into))
	chart := read(t, filepath.Join(into, "kaipiao-chart_0.1.0.tgz"))
	unzipped, err := gzip.NewReader(bytes.NewReader(chart))
	require.NoError(t, err)
	archive, err := io.ReadAll(unzipped)
	require.NoError(t, err)
	head := string(unpacked(t, archive)["kaipiao/Chart.yaml"].content)
	require.Contains(t, head, "\nversion: \"0.1.0\"\n")
	require.Contains(t, head, "\nappVersion: \"0.1.0\"\n")

	require.NoError(t, sum(into))
	require.Equal(t, fmt.Sprintf("%x  kaipiao-chart_0.1.0.tgz\n", sha256.Sum256(chart)), string(read(t, filepath.Join(into, sumsFile))))
}

// entry is a file of an archive.
type entry struct {
	head    *tar.Header
	content []byte
}

func unpacked(t *testing.T, archive []byte) map[string]entry {
	t.Helper()
	found := map[string]entry{}
	for reader := tar.NewReader(bytes.NewReader(archive)); ; {
		head, err := reader.Next()
		if err == io.EOF {
			return found
		}
		require.NoError(t, err)
		content, err := io.ReadAll(reader)
		require.NoError(t, err)
		found[head.Name] = entry{head, content}
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return content
}
