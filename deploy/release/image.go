package main

import (
	"bytes"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	ofimage "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// user is who the program of an image runs as; nobody of a machine's own.
const user = 65532

// image is what an image of one program is made of.
type image struct {
	Program string
	// Binaries is the program for each architecture, Shared what is the same for all.
	Binaries map[string][]byte
	Shared   []file
	Command  []string
}

// packImage writes the image of a program for some architectures as one OCI layout, which registries and engines take.
func packImage(s source, program string, architectures []string, built, into string) error {
	made := image{Program: program, Binaries: map[string][]byte{}, Shared: system()}
	for _, architecture := range architectures {
		binary, err := os.ReadFile(filepath.Join(built, architecture, program))
		if err != nil {
			return fmt.Errorf("read a program: %w", err)
		}
		made.Binaries[architecture] = binary
	}
	if program == "starter" { // it prints
		content, err := os.ReadFile(font)
		licence, other := os.ReadFile(fontLicence)
		if err = errors.Join(err, other); err != nil {
			return fmt.Errorf("read the font: %w", err)
		}
		made.Command = []string{"serve"}
		made.Shared = append(made.Shared, file{Name: "usr/share/kaipiao/", Mode: executable},
			file{Name: "usr/share/kaipiao/" + filepath.Base(font), Mode: plain, Content: content},
			file{Name: "usr/share/kaipiao/LICENSE_FONT", Mode: plain, Content: licence})
	}
	return writeLayout(s, made, filepath.Join(into, fmt.Sprintf("kaipiao-%s_%s_image.tar", program, s.Version)))
}

// writeLayout writes an OCI layout as one archive, in which the image has the version as its name.
func writeLayout(s source, made image, to string) error {
	index, err := made.index(s)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "kaipiao-image-")
	if err != nil {
		return fmt.Errorf("make a folder for an image: %w", err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	path, err := layout.Write(folder, empty.Index)
	if err == nil {
		err = path.AppendIndex(index, layout.WithAnnotations(map[string]string{
			"org.opencontainers.image.ref.name": s.Version,
			"io.containerd.image.name":          "kaipiao-" + made.Program + ":" + s.Version,
		}))
	}
	if err != nil {
		return fmt.Errorf("write the image of %s: %w", made.Program, err)
	}
	files, err := filesOf(folder)
	if err != nil {
		return err
	}
	archive, err := archived(files, s.At)
	if err != nil {
		return err
	}
	if err := os.WriteFile(to, archive, plain); err != nil {
		return fmt.Errorf("write an image: %w", err)
	}
	fmt.Println(to)
	return nil
}

// index is the image of each architecture, found by its platform.
func (i image) index(s source) (ofimage.ImageIndex, error) {
	index := mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	for _, architecture := range slices.Sorted(maps.Keys(i.Binaries)) {
		one, err := i.forPlatform(s, architecture)
		if err != nil {
			return nil, fmt.Errorf("make the image of %s for linux/%s: %w", i.Program, architecture, err)
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: one, Descriptor: ofimage.Descriptor{
			MediaType: types.OCIManifestSchema1, Platform: &ofimage.Platform{OS: "linux", Architecture: architecture},
		}})
	}
	return index, nil
}

// forPlatform is the image of one architecture: nothing but certificates, the font where it prints, and the program.
func (i image) forPlatform(s source, architecture string) (ofimage.Image, error) {
	base := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	var additions []mutate.Addendum
	for _, contents := range [][]file{i.Shared, {{Name: "usr/local/bin/" + i.Program, Mode: executable, Content: i.Binaries[architecture]}}} {
		layer, err := layerOf(contents, s.At)
		if err != nil {
			return nil, err
		}
		additions = append(additions, mutate.Addendum{
			Layer: layer, MediaType: types.OCILayer, History: ofimage.History{Created: ofimage.Time{Time: s.At}, CreatedBy: "make release"},
		})
	}
	filled, err := mutate.Append(base, additions...)
	if err != nil {
		return nil, fmt.Errorf("add the layers: %w", err)
	}
	config, err := filled.ConfigFile()
	if err != nil {
		return nil, fmt.Errorf("read the configuration: %w", err)
	}
	config = config.DeepCopy()
	config.OS, config.Architecture, config.Created = "linux", architecture, ofimage.Time{Time: s.At}
	config.Config = ofimage.Config{
		User:       strconv.Itoa(user) + ":" + strconv.Itoa(user),
		Entrypoint: []string{"/usr/local/bin/" + i.Program},
		Cmd:        i.Command,
		WorkingDir: "/var/lib/kaipiao",
		Env: []string{
			"PATH=/usr/local/bin", "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt",
			"KAIPIAO_FONT=/usr/share/kaipiao/" + filepath.Base(font), "KAIPIAO_TEMPORAL_EMBEDDED=false",
		},
		Labels: map[string]string{
			"org.opencontainers.image.title": "kaipiao-" + i.Program, "org.opencontainers.image.version": s.Version,
			"org.opencontainers.image.revision": s.Hash, "org.opencontainers.image.licenses": "MIT",
		},
	}
	configured, err := mutate.ConfigFile(filled, config)
	if err != nil {
		return nil, fmt.Errorf("write the configuration: %w", err)
	}
	return configured, nil
}

// layerOf is a layer of files, packed.
func layerOf(files []file, at time.Time) (ofimage.Layer, error) {
	archive, err := packed(files, at)
	if err != nil {
		return nil, err
	}
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(archive)), nil }
	layer, err := tarball.LayerFromOpener(open, tarball.WithMediaType(types.OCILayer))
	if err != nil {
		return nil, fmt.Errorf("make a layer: %w", err)
	}
	return layer, nil
}

// system is what a program expects of any machine: who it is, whom TLS trusts, a folder for temporary files, and one for its own.
func system() []file {
	id := strconv.Itoa(user)
	return []file{
		{Name: "etc/", Mode: executable},
		{Name: "etc/passwd", Mode: plain, Content: []byte("root:x:0:0:root:/:/sbin/nologin\n" +
			"kaipiao:x:" + id + ":" + id + ":kaipiao:/var/lib/kaipiao:/sbin/nologin\n")},
		{Name: "etc/group", Mode: plain, Content: []byte("root:x:0:\nkaipiao:x:" + id + ":\n")},
		{Name: "etc/ssl/certs/ca-certificates.crt", Mode: plain, Content: authorities()},
		{Name: "tmp/", Mode: 0o1777},
		{Name: "var/lib/kaipiao/", Mode: 0o700, Owner: user},
	}
}

// authorities are the certificates that Mozilla trusts for servers, as Go's makers keep them. Those that it trusts under conditions are left out,
// because a file of certificates cannot say the conditions.
func authorities() []byte {
	var written bytes.Buffer
	for root := range bundle.Roots() {
		if root.Constraint == nil {
			_ = pem.Encode(&written, &pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate}) // a buffer takes everything
		}
	}
	return written.Bytes()
}

// filesOf reads a folder as files of an archive.
func filesOf(folder string) ([]file, error) {
	var files []file
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		files = append(files, file{Name: filepath.ToSlash(name), Mode: plain, Content: content})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read what an archive is made of: %w", err)
	}
	return files, nil
}
