/**
 * What is known of each release of OpenStack, from the oldest to the newest. A new release is one more line here; `npm run newest` tells when
 * there is one.
 */

/**
 * The releases in the spelling of the Ubuntu archive, such as `antelope`, not `2023.1`. `series` are the series of Ubuntu and Debian whose own
 * archive brings the release, `cloud` is the series of Ubuntu for which the Cloud Archive has it.
 */
export const releaseTable = [
  { name: 'diablo', series: ['oneiric'] },
  { name: 'essex', series: ['precise'] },
  { name: 'folsom', series: ['quantal'], cloud: 'precise' },
  { name: 'grizzly', series: ['raring'], cloud: 'precise' },
  { name: 'havana', series: ['saucy'], cloud: 'precise' },
  { name: 'icehouse', series: ['trusty'], cloud: 'precise' },
  { name: 'juno', series: ['utopic'], cloud: 'trusty' },
  { name: 'kilo', series: ['vivid'], cloud: 'trusty' },
  { name: 'liberty', series: ['wily'], cloud: 'trusty' },
  { name: 'mitaka', series: ['xenial'], cloud: 'trusty' },
  { name: 'newton', series: ['yakkety'], cloud: 'xenial' },
  { name: 'ocata', series: ['zesty'], cloud: 'xenial' },
  { name: 'pike', series: ['artful'], cloud: 'xenial' },
  { name: 'queens', series: ['bionic'], cloud: 'xenial' },
  { name: 'rocky', series: ['cosmic'], cloud: 'bionic' },
  { name: 'stein', series: ['disco'], cloud: 'bionic' },
  { name: 'train', series: ['eoan'], cloud: 'bionic' },
  { name: 'ussuri', series: ['focal'], cloud: 'bionic' },
  { name: 'victoria', series: ['groovy', 'bullseye'], cloud: 'focal' },
  { name: 'wallaby', series: ['hirsute'], cloud: 'focal' },
  { name: 'xena', series: ['impish'], cloud: 'focal' },
  { name: 'yoga', series: ['jammy'], cloud: 'focal' },
  { name: 'zed', series: ['kinetic', 'bookworm'], cloud: 'jammy' },
  { name: 'antelope', series: ['lunar'], cloud: 'jammy' },
  { name: 'bobcat', series: ['mantic'], cloud: 'jammy' },
  { name: 'caracal', series: ['noble'], cloud: 'jammy' },
  { name: 'dalmatian', series: ['oracular'], cloud: 'noble' },
  { name: 'epoxy', series: ['plucky', 'trixie'], cloud: 'noble' },
  { name: 'flamingo', series: ['questing'], cloud: 'noble' },
  { name: 'gazpacho', series: ['resolute'], cloud: 'noble' },
  { name: 'hibiscus', series: ['stonking'], cloud: 'resolute' },
] as const
