/// <reference types="@charm-layers/charm-cli/hbs-env" />
