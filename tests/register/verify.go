// A verifier of registers that shares no code with charterd: golang.org/x/mod's sumdb/note and sumdb/tlog do the work.
//
//	verify [-sample N] [-older FILE] -vkey VKEY URL
//	verify -proof FILE [-entry FILE] -vkey VKEY
//
// It fetches URL/checkpoint and checks its signature; reads entries in bundles and proves, from tiles it authenticates
// against the root, that each (or N of them, evenly spread) is in the tree at its place; and, given an older signed
// checkpoint, proves that the tree continues the older one. Prints one line, "ok SIZE entries, PROVED proved"; any doubt is
// an exit of 1.
//
// With -proof it reads a receipt (c2sp.org/tlog-proof) instead, asks nobody, and proves that the entry which the receipt holds, or
// the one given, is in the register. Prints "ok entry INDEX of SIZE" and the entry.
//
// Debian's golang-golang-x-mod-dev is enough:
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go build -o verify verify.go
package main

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight   = 8
	bundleWidth  = 1 << tileHeight
	answerMax    = 17 << 20
	fetchSeconds = 30
)

var client = &http.Client{Timeout: fetchSeconds * time.Second}

func fetch(url string) ([]byte, error) {
	answer, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 {
		return nil, fmt.Errorf("%s: %s", url, answer.Status)
	}
	return io.ReadAll(io.LimitReader(answer.Body, answerMax))
}

// register is a tlog.TileReader over HTTP. Tiles once authenticated are kept.
type register struct {
	url  string
	tree tlog.Tree
	kept map[tlog.Tile][]byte
}

func (r *register) Height() int { return tileHeight }

func (r *register) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		if kept, ok := r.kept[tile]; ok {
			data[i] = kept
			continue
		}
		// tlog names the height, tlog-tiles leaves it out: tile/8/0/001 is tile/0/001.
		path := "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
		got, err := fetch(r.url + "/" + path)
		if err != nil {
			return nil, err
		}
		if len(got) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s: %d bytes, not %d", path, len(got), tile.W*tlog.HashSize)
		}
		data[i] = got
	}
	return data, nil
}

func (r *register) SaveTiles(tiles []tlog.Tile, data [][]byte) {
	for i, tile := range tiles {
		r.kept[tile] = data[i]
	}
}

// open verifies a signed checkpoint. tlog.ParseTree knows only Go's own log, so the three lines are read here.
func open(message []byte, verifier note.Verifier) (tlog.Tree, error) {
	n, err := note.Open(message, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, errors.New("not a checkpoint of " + verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, errors.New("malformed size")
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, errors.New("malformed root")
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree, nil
}

// bundle fetches entries n*256 … of a register of this size.
func (r *register) bundle(n int64) ([][]byte, error) {
	path := strings.Replace(tlog.Tile{H: tileHeight, L: 0, N: n, W: bundleWidth}.Path(), "tile/8/0/", "tile/entries/", 1)
	width := r.tree.N - n*bundleWidth
	if width >= bundleWidth {
		width = bundleWidth
	} else {
		path += fmt.Sprintf(".p/%d", width)
	}
	data, err := fetch(r.url + "/" + path)
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data)-2 < int(data[0])<<8|int(data[1]) {
			return nil, errors.New(path + ": cut off")
		}
		end := 2 + (int(data[0])<<8 | int(data[1]))
		entries = append(entries, data[2:end])
		data = data[end:]
	}
	if int64(len(entries)) != width {
		return nil, fmt.Errorf("%s: %d entries, not %d", path, len(entries), width)
	}
	return entries, nil
}

func (r *register) proveEntries(sample int64) (int64, error) {
	hashes := tlog.TileHashReader(r.tree, r)
	step := int64(1)
	if sample > 0 && r.tree.N > sample {
		step = r.tree.N / sample
	}
	var entries [][]byte
	have, proved := int64(-1), int64(0)
	for index := int64(0); index < r.tree.N; index += step {
		if last := r.tree.N - 1; index+step > last {
			index = last // the last entry is always proved
		}
		if have != index/bundleWidth {
			var err error
			have = index / bundleWidth
			if entries, err = r.bundle(have); err != nil {
				return proved, err
			}
		}
		proof, err := tlog.ProveRecord(r.tree.N, index, hashes)
		if err != nil {
			return proved, err
		}
		leaf := tlog.RecordHash(entries[index%bundleWidth])
		if err := tlog.CheckRecord(proof, r.tree.N, r.tree.Hash, index, leaf); err != nil {
			return proved, fmt.Errorf("entry %d: %v", index, err)
		}
		proved++
	}
	return proved, nil
}

func (r *register) proveContinues(older tlog.Tree) error {
	if older.N == 0 || older.N > r.tree.N {
		if older.N == 0 {
			return nil
		}
		return fmt.Errorf("%d entries, fewer than the older %d", r.tree.N, older.N)
	}
	proof, err := tlog.ProveTree(r.tree.N, older.N, tlog.TileHashReader(r.tree, r))
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, r.tree.N, r.tree.Hash, older.N, older.Hash)
}

func run(url, vkey, olderFile string, sample int64) (string, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return "", err
	}
	message, err := fetch(url + "/checkpoint")
	if err != nil {
		return "", err
	}
	tree, err := open(message, verifier)
	if err != nil {
		return "", err
	}
	if tree.N == 0 && tree.Hash != sha256.Sum256(nil) {
		return "", errors.New("no entries, but not the root of none")
	}
	r := &register{url: url, tree: tree, kept: make(map[tlog.Tile][]byte)}
	if olderFile != "" {
		message, err := os.ReadFile(olderFile)
		if err != nil {
			return "", err
		}
		older, err := open(message, verifier)
		if err != nil {
			return "", err
		}
		if err := r.proveContinues(older); err != nil {
			return "", err
		}
	}
	proved, err := r.proveEntries(sample)
	return fmt.Sprintf("ok %d entries, %d proved", tree.N, proved), err
}

// receipt proves one entry offline. A receipt is a header, an optional line of extra data, the index, the hashes of the path, an
// empty line, and the signed checkpoint.
func receipt(file, entryFile, vkey string) (string, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	head, checkpoint, found := strings.Cut(string(text), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" {
		return "", errors.New("not a receipt")
	}
	lines = lines[1:]
	var entry []byte
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		if entry, err = base64.StdEncoding.DecodeString(lines[0][len("extra "):]); err != nil {
			return "", err
		}
		lines = lines[1:]
	}
	if entryFile != "" {
		if entry, err = os.ReadFile(entryFile); err != nil {
			return "", err
		}
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return "", errors.New("no index")
	}
	index, err := strconv.ParseInt(lines[0][len("index "):], 10, 64)
	if err != nil {
		return "", err
	}
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return "", err
		}
		proof = append(proof, hash)
	}
	tree, err := open([]byte(checkpoint), verifier)
	if err != nil {
		return "", err
	}
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
		return "", err
	}
	return fmt.Sprintf("ok entry %d of %d\n%s", index, tree.N, entry), nil
}

func main() {
	proof := flag.String("proof", "", "a receipt (.tlog-proof) to verify offline, instead of a register")
	entry := flag.String("entry", "", "the entry's bytes, for a receipt that does not hold them")
	vkey := flag.String("vkey", "", "the register's verifier key")
	older := flag.String("older", "", "a file with an older signed checkpoint")
	sample := flag.Int64("sample", 0, "prove only so many entries, evenly spread (0: all)")
	flag.Parse()
	if (flag.NArg() == 1) != (*proof == "") || *vkey == "" {
		flag.Usage()
		os.Exit(2)
	}
	var said string
	var err error
	if *proof != "" {
		said, err = receipt(*proof, *entry, *vkey)
	} else {
		said, err = run(strings.TrimRight(flag.Arg(0), "/"), *vkey, *older, *sample)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "verify:", err)
		os.Exit(1)
	}
	fmt.Println(said)
}
