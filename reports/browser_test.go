package reports

import (
	"context"
	"fmt"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A real browser opens the page: it asks nothing of the network, complains of
// nothing, shows every plot, and is as wide as its window, in light and in dark.
func TestBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	var browser string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			browser = path
			break
		}
	}
	if browser == "" {
		t.Skip("no Chromium is installed")
	}
	dir := t.TempDir()
	if err := WriteFolder(dir, documents()["all"]); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	ctx, cancel = chromedp.NewExecAllocator(ctx, chromedp.ExecPath(browser), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()

	var mu sync.Mutex
	var requests, complaints []string
	err := chromedp.Listen(ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			requests = append(requests, e.Request.URL)
		case *runtime.EventConsoleAPICalled:
			complaints = append(complaints, fmt.Sprint(e.Type, e.Args))
		case *runtime.EventExceptionThrown:
			complaints = append(complaints, e.ExceptionDetails.Text)
		case *log.EventEntryAdded:
			complaints = append(complaints, e.Entry.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	page := (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(dir, "index.html"))}).String()
	for _, scheme := range []struct{ name, background string }{
		{"light", "rgb(246, 247, 249)"},
		{"dark", "rgb(18, 22, 28)"},
	} {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme.name}},
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, width := range []int64{1200, 400} {
			name := fmt.Sprintf("%s, %d pixels", scheme.name, width)
			if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(page)); err != nil {
				t.Fatal(err)
			}
			seen, err := chromedp.Run(ctx, chromedp.Evaluate[struct {
				Heading, Background, Ink string
				Plots, Flat, Width       int
			}](`(() => {
				const plots = [...document.querySelectorAll("svg")];
				return {
					heading: document.querySelector("h1").innerText,
					background: getComputedStyle(document.body).backgroundColor,
					ink: getComputedStyle(document.querySelector(".plot text")).fill,
					plots: plots.length,
					flat: plots.filter(s => s.getBoundingClientRect().height < 60).length,
					width: document.documentElement.scrollWidth,
				};
			})()`))
			if err != nil {
				t.Fatal(err)
			}
			if seen.Heading != "Evidence of bias in 1 of 5 sources" {
				t.Errorf("%s: heading %q", name, seen.Heading)
			}
			if seen.Background != scheme.background {
				t.Errorf("%s: background %s, want %s", name, seen.Background, scheme.background)
			}
			if seen.Ink == "rgb(0, 0, 0)" {
				t.Errorf("%s: a plot's text is black: its colour is none of the page's", name)
			}
			if want := strings.Count(toHTML(t, documents()["all"]), "<svg"); seen.Plots != want || seen.Flat > 0 {
				t.Errorf("%s: %d plots, want %d; %d of them flat", name, seen.Plots, want, seen.Flat)
			}
			if seen.Width > int(width) {
				t.Errorf("%s: the page is %d pixels wide", name, seen.Width)
			}
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if len(requests) == 0 {
		t.Error("the page itself was not seen to be asked for")
	}
	for _, r := range requests {
		if r != page && !strings.HasPrefix(r, "data:") {
			t.Errorf("the page asked for %s", r)
		}
	}
	if len(complaints) > 0 {
		t.Errorf("the console says %q", complaints)
	}
}
