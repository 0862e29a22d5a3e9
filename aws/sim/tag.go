package sim

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxTags     = 50 // per resource
	maxTagKey   = 127
	maxTagValue = 256 // Unicode characters, as for the key
)

// lagTags makes the next descriptions show the tags as they are now.
func (k *call) lagTags(id string) {
	delete(k.place.oldTags, id)
	if n := k.cloud.lag.Tags; n > 0 {
		k.place.oldTags[id] = &oldTags{maps.Clone(k.place.tags[id]), n}
	}
}

// tagsOf returns the tags that this call shows of a resource.
func (k *call) tagsOf(id string) map[string]string {
	old := k.place.oldTags[id]
	if old == nil {
		return k.place.tags[id]
	}
	if k.seeTags == nil {
		k.seeTags = once(func(id string) map[string]string {
			if old := k.place.oldTags[id]; old.reads > 0 {
				old.reads--
				return old.tags
			}
			return k.place.tags[id]
		})
	}
	return k.seeTags(id)
}

// readTags reads a list of Tag.N.
func readTags(in *params) (map[string]string, error) {
	tags := map[string]string{}
	for _, item := range in.items("Tag") {
		key, value := item.text("Key"), item.text("Value")
		switch {
		case key == "":
			return nil, errMissing("Tag.Key")
		case utf8.RuneCountInString(key) > maxTagKey:
			return nil, refuse("InvalidParameterValue", "Tag key exceeds the maximum length of %d characters", maxTagKey)
		case utf8.RuneCountInString(value) > maxTagValue:
			return nil, refuse("InvalidParameterValue", "Tag value exceeds the maximum length of %d characters", maxTagValue)
		case strings.HasPrefix(strings.ToLower(key), "aws:"):
			return nil, refuse("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use")
		}
		if _, ok := tags[key]; ok {
			return nil, refuse("InvalidParameterValue", "Duplicate tag key '%s' specified.", clip(key))
		}
		tags[key] = value
	}
	if len(tags) > maxTags {
		return nil, refuse("TagLimitExceeded", "More than %d tags for one resource", maxTags)
	}
	return tags, nil
}

// readTagSpecs reads TagSpecification.N of a call that creates one kind.
func readTagSpecs(in *params, kind idKind) (map[string]string, error) {
	var tags map[string]string
	for _, spec := range in.items("TagSpecification") {
		if got := spec.text("ResourceType"); got != kind.resource {
			return nil, refuse("InvalidParameterValue", "'%s' is not a valid taggable resource type for this operation.", clip(got))
		}
		if tags != nil {
			return nil, refuse("InvalidParameterValue", "The tag specifications name %s twice", kind.resource)
		}
		var err error
		if tags, err = readTags(spec); err != nil {
			return nil, err
		}
	}
	return tags, nil
}

func (k *call) createTags() error {
	ids := k.in.texts("ResourceId")
	tags, err := readTags(k.in)
	if err != nil {
		return err
	}
	switch {
	case len(ids) == 0:
		return errMissing("ResourceIdSet")
	case len(tags) == 0:
		return errMissing("TagSet")
	}
	if err := k.taggable(ids); err != nil {
		return err
	}
	for _, id := range ids {
		count := len(k.place.tags[id])
		for key := range tags {
			if _, ok := k.place.tags[id][key]; !ok {
				count++
			}
		}
		if count > maxTags {
			return refuse("TagLimitExceeded", "More than %d tags for %s", maxTags, id)
		}
	}
	for _, id := range ids {
		k.lagTags(id)
		k.place.tag(id, tags)
	}
	k.out.flag("return", true)
	return nil
}

// deleteTags removes tags by key, or by key and value when a value is given.
// Without any tag it removes them all.
func (k *call) deleteTags() error {
	ids := k.in.texts("ResourceId")
	type doomed struct {
		key, value string
		any        bool
	}
	var list []doomed
	for _, item := range k.in.items("Tag") {
		list = append(list, doomed{item.must("Key"), item.text("Value"), !item.has("Value")})
	}
	if err := k.in.bad(); err != nil {
		return err
	}
	if len(ids) == 0 {
		return errMissing("ResourceIdSet")
	}
	if err := k.taggable(ids); err != nil {
		return err
	}
	for _, id := range ids {
		k.lagTags(id)
		if len(list) == 0 {
			delete(k.place.tags, id)
		}
		for _, d := range list {
			if value, ok := k.place.tags[id][d.key]; ok && (d.any || value == d.value) {
				delete(k.place.tags[id], d.key)
			}
		}
	}
	k.out.flag("return", true)
	return nil
}

// taggable checks that all ids exist here, then asks for permission.
func (k *call) taggable(ids []string) error {
	if len(ids) > 1000 {
		return refuse("InvalidParameterValue", "More than 1000 resources")
	}
	if k.cloud.answers.DryRunBeforeLookup && k.in.flag("DryRun") {
		return k.authorize()
	}
	var arns []string
	for _, id := range ids {
		kind, ok := k.exists(id)
		if pc, found := k.place.peerings.get(id); found && ok {
			ok = !pc.fresh(k.place.placeKey)
		}
		if !ok {
			if kind == (idKind{}) {
				return refuse("InvalidID", "The ID '%s' is not valid", clip(id))
			}
			if err := kind.check(id); err != nil {
				return err
			}
			return kind.errMissing(id)
		}
		arns = append(arns, k.arn(kind, id))
	}
	return k.authorize(arns...)
}

// exists says whether the caller has a resource of an id, and of which kind
// it is. The kind is zero for an unknown prefix.
func (k *call) exists(id string) (kind idKind, ok bool) {
	p := k.place
	prefix := id[:max(strings.LastIndexByte(id, '-'), 0)]
	switch prefix {
	case kindVPC.prefix:
		_, ok = p.vpcs.get(id)
		return kindVPC, ok
	case kindSubnet.prefix:
		_, ok = p.subnets.get(id)
		return kindSubnet, ok
	case kindTable.prefix:
		_, ok = p.tables.get(id)
		return kindTable, ok
	case kindPeering.prefix:
		pc, found := p.peerings.get(id)
		return kindPeering, found && pc.visible(p.placeKey, k.now, k.cloud.answers)
	case kindGroup.prefix:
		_, ok = p.groups.get(id)
		return kindGroup, ok
	case kindRule.prefix:
		_, ok = p.rule(id)
		return kindRule, ok
	}
	for _, gk := range gatewayKinds {
		if gk.prefix == prefix {
			_, ok = p.gateways.get(id)
			return gk, ok
		}
	}
	return idKind{}, false
}

// tagged is one tag of one resource, for DescribeTags.
type tagged struct {
	base
	resource  string
	kind      idKind
	name, val string
}

func (k *call) describeTags() error {
	var all shelf[*tagged]
	n := uint64(0)
	for _, id := range slices.Sorted(maps.Keys(k.place.tags)) {
		kind, ok := k.exists(id)
		if !ok {
			continue
		}
		tags := k.tagsOf(id)
		for _, key := range slices.Sorted(maps.Keys(tags)) {
			n++
			all.put(&tagged{base{id + "\x00" + key, n}, id, kind, key, tags[key]})
		}
	}
	return describe(k, listing[*tagged]{
		set: "tagSet", min: 5, max: 1000,
		all: all.all,
		fields: fields[*tagged]{
			"key":           func(t *tagged) []string { return []string{t.name} },
			"value":         func(t *tagged) []string { return []string{t.val} },
			"resource-id":   func(t *tagged) []string { return []string{t.resource} },
			"resource-type": func(t *tagged) []string { return []string{t.kind.resource} },
		},
		write: func(t *tagged) {
			k.out.text("resourceId", t.resource)
			k.out.text("resourceType", t.kind.resource)
			k.out.text("key", t.name)
			k.out.text("value", t.val)
		},
	})
}

// writeTags writes the tags that a resource has for the caller.
func (k *call) writeTags(id string) {
	tags := k.tagsOf(id)
	if len(tags) == 0 {
		return
	}
	k.out.open("tagSet")
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		k.out.open("item")
		k.out.text("key", key)
		k.out.text("value", tags[key])
		k.out.close("item")
	}
	k.out.close("tagSet")
}
