package payload

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/mmcdole/gofeed"
)

// DecodeFeed takes an RSS, Atom or JSON feed as an object of its title, its
// items and what else a feed tells of itself.
func DecodeFeed(text string) (Object, error) {
	f, err := gofeed.NewParser().Parse(strings.NewReader(text))
	if errors.Is(err, gofeed.ErrFeedTypeNotDetected) {
		return Object{}, errNoFeed{}
	}
	if err != nil {
		return Object{}, err
	}
	items := f.Items
	if items == nil {
		items = []*gofeed.Item{}
	}
	var author *gofeed.Person
	if len(f.Authors) > 0 {
		author = f.Authors[0]
	}
	v := map[string]any{
		"title": f.Title, "description": f.Description, "language": f.Language, "copyright": f.Copyright,
		"published": f.Published, "updated": f.Updated, "type": f.FeedType,
	}
	for key, part := range map[string]any{"items": items, "author": author, "categories": f.Categories, "custom": f.Custom} {
		if v[key], err = newPart(part); err != nil {
			return Object{}, err
		}
	}
	if f.Image != nil {
		v["img_url"] = f.Image.URL
	}
	return FromValue(v)
}

// Part is a part of a feed that is more than a text: its items, its author. Rules
// and flatmap take it as a whole, as the reference gateway does, where it is of a
// type of its own.
type Part struct{ raw string }

func newPart(v any) (Part, error) {
	raw, err := json.Marshal(v)
	return Part{string(raw)}, err
}

// MarshalJSON returns the part as JSON, its members in the order of feeds.
func (p Part) MarshalJSON() ([]byte, error) { return []byte(p.raw), nil }

// errNoFeed is a body that is no feed.
type errNoFeed struct{}

// Error is in the reference gateway's words, capital letter and all: clients may
// have come to know them.
func (errNoFeed) Error() string { return "Failed to detect feed type" }
